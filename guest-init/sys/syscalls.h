/* syscalls.h - system calls that musl has no function for. As in libc: -1 and errno on failure. */
#pragma once
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/mount.h>
#include <linux/openat2.h>

static inline int sys_fsopen(const char *fstype, unsigned flags)
{
	return (int)syscall(SYS_fsopen, fstype, flags);
}

static inline int sys_fsconfig(int fd, unsigned command, const char *key, const void *value)
{
	return (int)syscall(SYS_fsconfig, fd, command, key, value, 0);
}

static inline int sys_fsmount(int fd, unsigned flags, unsigned attributes)
{
	return (int)syscall(SYS_fsmount, fd, flags, attributes);
}

static inline int sys_move_mount(int from_fd, const char *from, int to_fd, const char *to,
				 unsigned flags)
{
	return (int)syscall(SYS_move_mount, from_fd, from, to_fd, to, flags);
}

static inline int sys_open_tree(int fd, const char *path, unsigned flags)
{
	return (int)syscall(SYS_open_tree, fd, path, flags);
}

static inline int sys_mount_setattr(int fd, const char *path, unsigned flags,
				    const struct mount_attr *attr)
{
	return (int)syscall(SYS_mount_setattr, fd, path, flags, attr, sizeof(*attr));
}

/* ioctl(2) by its kernel type: musl takes an int, glibc an unsigned long. */
static inline int sys_ioctl(int fd, unsigned request, const void *argument)
{
	return (int)syscall(SYS_ioctl, fd, request, argument);
}

static inline int sys_openat2(int fd, const char *path, const struct open_how *how)
{
	return (int)syscall(SYS_openat2, fd, path, how, sizeof(*how));
}

/* sysfs_dir.c - read the kernel's devices, whatever was mounted over /sys or taken away from it. */
#include "guest-init/sys/sysfs_dir.h"

#include <errno.h>
#include <fcntl.h>

#include "common/cleanup.h"
#include "guest-init/sys/mount.h"

DIR *sysfs_dir_open(const char *name)
{
	static const struct mount_request sys = { .fstype = "sysfs" };
	auto_close int sys_fd = -EBADF;
	auto_close int fd = -EBADF;
	DIR *dir;

	if (mount_create(&sys, &sys_fd, NULL) < 0)
		return NULL;
	fd = openat(sys_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir)
		(void)take_fd(fd);
	return dir;
}

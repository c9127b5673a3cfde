/* switch_root.c - make the container's root the root of all, and take that back at the end. */
#include "guest-init/sys/switch_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/mount.h"
#include "guest-init/sys/syscalls.h"

#define MAX_DEPTH 32 /* of directories in an initramfs; deeper ones stay */

static const char *const moved[] = { "/dev", "/proc", "/sys" };

int switch_root(int root_fd, struct error *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(moved); i++) {
		auto_close int at_fd = inroot_make_directory(root_fd, moved[i], 0755, e);
		int r = at_fd < 0 ? at_fd : mount_move(moved[i], at_fd, e);

		if (r < 0)
			return r;
	}
	if (fchdir(root_fd) < 0)
		return error_set(e, errno, "cannot enter the root: %m");
	if (sys_move_mount(root_fd, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return error_set(e, errno, "cannot move the root's mount: %m");
	if (chroot(".") < 0)
		return error_set(e, errno, "cannot change the root: %m");
	return 0;
}

enum on_mount { MOUNT_KEEP, MOUNT_DETACH };

/* Take the mounts off a directory of the initramfs, which no path reaches any more. Returns whether
 * the directory itself is there now. */
static bool detach(int dir_fd, const char *name, dev_t device)
{
	char path[sizeof("/proc/self/fd/-2147483648/") + NAME_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", dir_fd, name);
	while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
		;
	return fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_dev == device;
}

static void empty(int dir_fd, dev_t device, enum on_mount on_mount, const char *keep,
		  unsigned depth)
{
	DIR *dir = fdopendir(dir_fd);
	struct dirent *entry;

	if (!dir) {
		close(dir_fd);
		return;
	}
	while ((entry = readdir(dir))) {
		struct stat st;
		int fd;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    (keep && !strcmp(entry->d_name, keep)))
			continue;
		if (fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (st.st_dev != device && /* something is mounted there */
		    (on_mount == MOUNT_KEEP || !detach(dir_fd, entry->d_name, device)))
			continue;
		if (!S_ISDIR(st.st_mode)) {
			unlinkat(dir_fd, entry->d_name, 0);
			continue;
		}
		fd = openat(dir_fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && depth < MAX_DEPTH)
			empty(fd, device, on_mount, NULL, depth + 1);
		else if (fd >= 0)
			close(fd);
		unlinkat(dir_fd, entry->d_name, AT_REMOVEDIR);
	}
	closedir(dir);
}

static void empty_initramfs(int initramfs_fd, enum on_mount on_mount, const char *keep)
{
	int fd = openat(initramfs_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) < 0)
		close(fd);
	else
		empty(fd, st.st_dev, on_mount, keep, 0);
}

void switch_root_empty(int initramfs_fd, const char *keep)
{
	empty_initramfs(initramfs_fd, MOUNT_KEEP, keep);
}

void switch_root_detach(int initramfs_fd, const char *keep)
{
	empty_initramfs(initramfs_fd, MOUNT_DETACH, keep);
}

/* Make the directory `name` below dir_fd, or take it as it is. Returns a descriptor or an error. */
static int make_below(int dir_fd, const char *name, struct error *e)
{
	int fd;

	if (mkdirat(dir_fd, name, 0755) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make %s in the initramfs: %m", name);
	fd = openat(dir_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? error_set(e, errno, "cannot open %s in the initramfs: %m", name) : fd;
}

int switch_root_back(int initramfs_fd, const char *name, struct error *e)
{
	auto_close int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int at_fd = make_below(initramfs_fd, name, e);

	if (at_fd < 0)
		return at_fd;
	if (root_fd < 0)
		return error_set(e, errno, "cannot open the root: %m");
	for (size_t i = 0; i < ARRAY_SIZE(moved); i++) {
		auto_close int kernel_fd = make_below(initramfs_fd, moved[i] + 1, NULL);

		/* The workload may have unmounted it, or removed the directory: the root is what
		 * has to be moved. */
		if (kernel_fd >= 0)
			mount_move(moved[i], kernel_fd, NULL);
	}
	if (sys_move_mount(root_fd, "", at_fd, "",
			   MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return error_set(e, errno, "cannot move the root's mount back: %m");
	if (fchdir(initramfs_fd) < 0 || chroot(".") < 0)
		return error_set(e, errno, "cannot return to the initramfs: %m");
	return 0;
}

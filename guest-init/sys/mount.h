/* mount.h - filesystems as descriptors first, attached to the tree afterwards.
 *
 * By fsopen(2), fsmount(2) and move_mount(2), of Linux 5.2. A mount that was never attached is gone
 * when its descriptor closes. */
#pragma once
#include "common/error.h"

struct mount_request {
	const char *fstype;
	const char *source;  /* device, tag or name; NULL: the fstype's name */
	unsigned long flags; /* MS_RDONLY, MS_NOSUID, … of mount(2) */
	const char *options; /* the filesystem's own, with commas between; NULL: none */
};

/* Make a mount. ret_fd: of its root directory; the caller closes it.
 * Returns 0 or a negative errno; *e has the kernel's own words when it gave some.
 * -ENODEV: the kernel doesn't know the filesystem. */
int mount_create(const struct mount_request *m, int *ret_fd, struct error *e);

/* The same for options that are longer than the MOUNT_MAX_VALUE bytes that fsconfig(2) takes.
 * path: of ours, where it is mounted meanwhile; the directory is made. */
#define MOUNT_MAX_VALUE 255u
int mount_create_long(const struct mount_request *m, const char *path, int *ret_fd,
		      struct error *e);

/* A second mount of the file or directory path below dir_fd, for somewhere else (a bind mount).
 * path: "" is dir_fd itself. flags: MS_REC takes the mounts below along; MS_RDONLY, MS_NOSUID,
 * MS_NODEV, MS_NOEXEC are added to the new mounts (Linux 5.12). Links are followed: for paths of
 * ours only.
 * ret_fd: not attached; the caller closes it. Returns 0 or a negative errno. */
int mount_clone(int dir_fd, const char *path, unsigned long flags, int *ret_fd, struct error *e);

/* Attach a mount over the directory (or file) that at_fd is. Returns 0 or a negative errno. */
int mount_attach(int mount_fd, int at_fd, struct error *e);

/* mount_create() and mount_attach() in one, onto a path. For paths of ours only: links in it are
 * followed. mode: of the directory, which is made if it is missing.
 * Returns 0 or a negative errno. */
int mount_at(const struct mount_request *m, const char *path, unsigned mode, struct error *e);

/* Move what is mounted at the path from to the directory at_fd. Returns 0 or a negative errno. */
int mount_move(const char *from, int at_fd, struct error *e);

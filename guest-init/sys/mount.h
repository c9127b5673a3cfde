/* mount.h - filesystems as descriptors first, attached to the tree afterwards (fsopen(2), fsmount(2),
 * move_mount(2); Linux 5.2). A mount that was never attached is gone when its descriptor closes. */
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
int mount_create(const struct mount_request *request, int *ret_fd, struct error *e);

/* Attach a mount over the directory (or file) that at_fd is. Returns 0 or a negative errno. */
int mount_attach(int mount_fd, int at_fd, struct error *e);

/* mount_create() and mount_attach() in one, onto a path. For paths of ours only: links in it are
 * followed. mode: of the directory, which is made if it is missing. */
int mount_at(const struct mount_request *request, const char *path, unsigned mode, struct error *e);

/* Move what is mounted at the path from to the directory at_fd. */
int mount_move(const char *from, int at_fd, struct error *e);

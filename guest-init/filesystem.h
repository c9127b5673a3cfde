/* filesystem.h - mount whatever filesystem a device carries, as this project wants it mounted. */
#pragma once
#include <stdbool.h>

#include "common/error.h"
#include "guest-init/boot.h"

struct filesystem_request {
	const char *device;         /* path */
	const char *fstype;         /* NULL: found out */
	const struct strv *options; /* NULL: none; "grow" makes it take all of its device */
	bool read_only; /* never write to the device: no journal is replayed either */
};

/* Load the modules and mount the filesystem. What goes wrong but doesn't keep it from being mounted
 * is noted in b: a read-only filesystem whose journal would have to be replayed (what was written
 * last is not in it), one that can't grow.
 * ret_fd: of the mount's root, not attached anywhere; the caller closes it.
 * Returns 0 or a negative errno, with *e naming the device. */
int filesystem_mount(struct boot *b, const struct filesystem_request *request, int *ret_fd,
		     struct error *e);

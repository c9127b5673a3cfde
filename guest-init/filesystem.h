/* filesystem.h - mount whatever filesystem a device carries, as this project wants it mounted. */
#pragma once
#include <stdbool.h>

#include "common/error.h"

struct filesystem_request {
	const char *device; /* path */
	bool read_only;     /* never write to the device: no journal is replayed either */
};

/* Find out which filesystem it is, load its modules, mount it. Failing that, an error that names
 * the device. A read-only filesystem whose journal has to be replayed is mounted as it is, and said
 * so in the log: what was written last is not in it.
 * ret_fd: of the mount's root, not attached anywhere; the caller closes it.
 * Returns 0 or a negative errno. */
int filesystem_mount(const struct filesystem_request *request, int *ret_fd, struct error *e);

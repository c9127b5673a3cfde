/* image.h - disks made of what the user has: an image as it is, a directory, a tar archive. */
#pragma once
#include <stdint.h>

#include "common/error.h"
#include "common/vmconfig.h"
#include "host-tools/vmrun/signals.h"
#include "host-tools/vmrun/workspace.h"

enum source_kind { SOURCE_RAW, SOURCE_QCOW2, SOURCE_DIRECTORY, SOURCE_TAR };

/* What is at a path. A guest that could write to a raw disk can have made a qcow2 image of it, one
 * that brings in any file of the host: an image that uses other files is an error.
 * Returns 0 or a negative errno, with *e naming the path. */
int image_probe(const char *path, enum source_kind *ret, struct error *e);

struct image_maker {
	const struct workspace *workspace;
	struct signals *signals;
};

/* Make the ext4 image out, an absolute path, of a directory or tar archive: no journal, since it
 * isn't written to. Files of whoever runs this are root's in it, unless that is root, who keeps
 * owners. Returns 0 or a negative errno; -EINTR when a signal asked for the end. */
int image_make(const struct image_maker *m, const char *source, enum source_kind kind,
	       const char *out, struct error *e);

/* Make an empty ext4 image of size bytes, without a journal: nobody wants it after a crash. */
int image_make_empty(const struct image_maker *m, const char *out, uint64_t size, struct error *e);

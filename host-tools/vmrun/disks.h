/* disks.h - the disks of a run: those that the user has, and those that are made for it. */
#pragma once
#include "common/error.h"
#include "host-tools/lib/spec.h"
#include "host-tools/vmrun/image.h"

struct disks {
	const struct spec_request *request; /* where the spec's paths start from */
	struct image_maker maker;
	bool is_dry; /* say what they are called, make none */
};

/* Give the spec's machine all its disks: a directory or tar archive becomes an image, the config
 * disk is made of the spec, and an overlay disk if there is none. Made disks are in the workspace.
 * Returns 0 or a negative errno; -EINTR when a signal asked for the end. */
int disks_make(const struct disks *d, struct spec *spec, struct error *e);

/* overlay.h - an overlay of filesystems that aren't written to and one that takes the writes. */
#pragma once
#include <stddef.h>

#include "common/error.h"
#include "guest-init/boot.h"

struct overlay_request {
	const char *dir;      /* ours, in the initramfs; made if missing */
	const int *lower_fds; /* mounts, topmost first */
	size_t lower_count;   /* at most VMCONFIG_MAX_LAYERS */
	int upper_fd;         /* a mount; negative: there is none, and the overlay is read-only */
};

/* Attach the mounts below dir (the kernel takes layers by path, and only attached ones), and make
 * an overlay of them. The upper filesystem holds "upper" and "work"; they are made if missing,
 * "upper" with mode and owner of the topmost lower root. Without an upper there must be two lowers.
 * ret_fd: of the overlay's root, not attached; the caller closes it.
 * Returns 0 or a negative errno. */
int overlay_create(const struct boot *b, const struct overlay_request *request, int *ret_fd,
		   struct error *e);

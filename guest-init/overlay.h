/* overlay.h - an overlay of a filesystem that isn't written to and one that takes the writes. */
#pragma once
#include "common/error.h"

/* Attach both mounts below dir, which is ours and in the initramfs (the kernel takes layers by path,
 * and only attached ones), and make an overlay of them. The upper filesystem holds "upper" and
 * "work"; they are made if missing, "upper" with mode and owner of the lower root.
 * ret_fd: of the overlay's root, not attached; the caller closes it. Returns 0 or a negative errno. */
int overlay_create(const char *dir, int lower_fd, int upper_fd, int *ret_fd, struct error *e);

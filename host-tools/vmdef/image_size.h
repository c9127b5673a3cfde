/* image_size.h - how large the disk is that an image holds. */
#pragma once
#include <stdint.h>

#include "common/vmconfig.h"

/* The size in bytes that the guest sees of an image or block device; of qcow2, that in its header.
 * Returns 0, -EINVAL when it is no such image, or another negative errno. */
int image_size(const char *path, enum disk_format format, uint64_t *ret);

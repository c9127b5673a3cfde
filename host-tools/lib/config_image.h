/* config_image.h - make the config disk: an ext4 image, built in memory.
 *
 * The image depends on the arguments alone. Its UUID is the SHA-512 of the config, cut to 128 bits
 * and marked version 8 (RFC 9562). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "host-tools/lib/atomic_file.h"

#define CONFIG_IMAGE_DEFAULT_SIZE ((size_t)256 << 10) /* bytes */
#define CONFIG_IMAGE_MAX_SIZE ((size_t)64 << 20)      /* bytes */
#define CONFIG_IMAGE_SIZE_UNIT ATOMIC_FILE_UNIT       /* every size is a multiple of it */
#define CONFIG_IMAGE_MAX_TIME INT32_MAX               /* seconds; what an inode's 32 bits hold */

struct config_image {
	unsigned char *bytes;
	size_t size;
	bool *used; /* by the filesystem; for atomic_file_write_sparse() */
};

/* Build the image: /config.json with the config's bytes, and /status, VMCONFIG_STATUS_SIZE zero
 * bytes in one contiguous, initialised extent; both root's, mode 0400.
 * config: config_len bytes, at least one. size: in bytes; 0 takes the default, or as much as the
 * config needs. time: what every time stamp says, in seconds since 1970; 0 becomes 1.
 * Returns 0 and an image released with config_image_release(); -EINVAL for a size that isn't
 * allowed; -ENOSPC when the config doesn't fit; -ENOMEM; -EIO when libext2fs fails otherwise. */
int config_image_make(const char *config, size_t config_len, size_t size, uint32_t time,
		      struct config_image *ret, struct error *e);

/* Accepts a zeroed image. */
void config_image_release(struct config_image *image);

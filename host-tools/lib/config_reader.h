/* config_reader.h - read a file back from a config disk. The disk is untrusted: a guest had it. */
#pragma once
#include <stddef.h>

#include "common/error.h"

/* The contents of the regular file `name` in the root directory of the ext2, 3 or 4 filesystem on
 * path, an image or a block device, which is only read.
 * Checksums are verified where the filesystem has them. max: in bytes; a larger file is refused.
 * Returns 0 and bytes that the caller frees; -ENOENT when there is no such file; -EUCLEAN when
 * the disk is no such filesystem, or a damaged one; -EFBIG; another negative errno. *e names the
 * disk. */
int config_reader_read(const char *path, const char *name, size_t max, char **ret, size_t *ret_len,
		       struct error *e);

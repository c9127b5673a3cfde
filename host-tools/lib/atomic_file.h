/* atomic_file.h - write a file so that at any moment it is the old one or the new one, whole. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

enum atomic_file_flags {
	ATOMIC_FILE_DEVICE = 1 << 0, /* path may be a block device, and is then written in place */
	ATOMIC_FILE_SHARED = 1 << 1, /* mode 0666 less the umask instead of 0600: holds no secret */
};

/* Put size bytes into path, with mode 0600 or as flags say. They go to a temporary file beside it,
 * which is synced, then renamed over path; then the directory is synced. A symbolic link is
 * replaced, not followed, except one to a block device. Signals are held back meanwhile, so that
 * one that ends the process leaves nothing behind; SIGKILL and SIGSTOP can't be.
 * Returns 0; -EEXIST for a block device without ATOMIC_FILE_DEVICE; -EINVAL when path is neither
 * a file nor a block device; -ENOSPC when the device is smaller than the bytes; another negative
 * errno. After a failure the temporary file is gone and path is what it was (a failure to sync
 * the directory excepted: path is then the new file). *e names the path. */
int atomic_file_write(const char *path, const void *bytes, size_t size, unsigned flags,
		      struct error *e);

#define ATOMIC_FILE_UNIT ((size_t)4 << 10) /* bytes: a hole is a multiple of it */

/* The same for bytes of which many are zero.
 * used: for each ATOMIC_FILE_UNIT of them whether it has to have room in the filesystem; false only
 * where all are zero: a file gets a hole there, a device the zeroes. NULL: all are used. */
int atomic_file_write_sparse(const char *path, const void *bytes, size_t size, const bool *used,
			     unsigned flags, struct error *e);

/* input_file.h - read a file of the host into memory. */
#pragma once
#include <sys/types.h>

#include "common/error.h"
#include "host-tools/mkguestinitrd/buffer.h"

/* The largest file that goes into an initrd, in bytes. */
#define INPUT_FILE_MAX ((size_t)256 << 20)

/* Read the regular file at path; symlinks are followed.
 * ret_mode: st_mode of the file, or NULL.
 * Returns 0 and a buffer the caller releases; -EINVAL if it isn't a regular file; -EFBIG above
 * INPUT_FILE_MAX; another negative errno. *e names the path. */
int input_file_read(const char *path, struct buffer *ret, mode_t *ret_mode, struct error *e);

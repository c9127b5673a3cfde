/* module_read.h - read a kernel module file, compressed or not. */
#pragma once
#include "common/error.h"
#include "host-tools/mkguestinitrd/buffer.h"

/* The largest module, uncompressed, in bytes. */
#define MODULE_SIZE_MAX ((size_t)128 << 20)

/* Read the module at path and undo gzip, xz or zstd, which its first bytes tell.
 * Returns 0 and a buffer the caller releases; -ENOEXEC if that is no module; -EBADMSG for damaged
 * compressed data; -EFBIG above MODULE_SIZE_MAX; another negative errno. *e names the path. */
int module_read(const char *path, struct buffer *ret, struct error *e);

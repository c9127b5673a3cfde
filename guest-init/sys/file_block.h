/* file_block.h - where on its block device a file's data is (FS_IOC_FIEMAP). */
#pragma once
#include <stdint.h>

#include "common/error.h"

/* Find the first size bytes of a file, which must be one written extent that holds the data as it
 * is: not inline, delayed, preallocated, compressed, encrypted or shared.
 * fd: open for reading. ret_offset: bytes from the start of the filesystem's device.
 * Returns 0; -EOPNOTSUPP: the filesystem has no map, or the data isn't so; -ENODATA: the file has
 * no data there or less than size bytes of it; another negative errno. */
int file_block_locate(int fd, uint64_t size, uint64_t *ret_offset, struct error *e);

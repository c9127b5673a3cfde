/* cpio.h - write a tree as the archive that the kernel unpacks into its initramfs.
 * Format: "newc", Documentation/driver-api/early-userspace/buffer-format.rst of the kernel. */
#pragma once
#include <stdint.h>

#include "host-tools/mkguestinitrd/buffer.h"
#include "host-tools/mkguestinitrd/tree.h"

/* Append the archive of t to out. All that the tree doesn't say is constant: owner 0:0, inode
 * numbers by position, device 0:0. out->size must be a multiple of 4, and is one afterwards, so
 * that archives can follow each other.
 * mtime: of every entry, in seconds since 1970.
 * Returns 0 or -ENOMEM; out may then hold a part of the archive. */
int cpio_append(const struct tree *t, uint32_t mtime, struct buffer *out);

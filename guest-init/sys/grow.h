/* grow.h - let a mounted filesystem take all of its device. */
#pragma once
#include <stdint.h>

#include "common/error.h"

/* Grow a filesystem that is mounted for writing; one that has the device already is left as it is.
 * mount_fd: of its root directory. fstype: ext2, ext3, ext4 or xfs. bytes: the device's size.
 * Returns 0; -EOPNOTSUPP: of another type; another negative errno from the kernel. */
int grow_filesystem(int mount_fd, const char *fstype, uint64_t bytes, struct error *e);

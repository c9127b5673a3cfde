/* probe.h - which filesystem is on a device: libblkid's low-level probing, superblocks only. */
#pragma once
#include <stdbool.h>

#include "common/error.h"

struct probe_result {
	char type[16];   /* as mount(2) wants it: ext2, ext3, ext4, xfs, btrfs, erofs, squashfs,
			  * vfat; no other is known here */
	char label[256]; /* "" when there is none */
	char uuid[37];   /* text form, lower case but for vfat's; "" when there is none */
	/* The journal (ext3, ext4) or the log tree (btrfs) has to be replayed before the data is
	 * consistent. False for xfs, whose superblock doesn't say, and for those without one. */
	bool needs_recovery;
};

/* fd: open for reading, on a block device or an image; its offset may move.
 * Returns 0; -ENODATA: no known filesystem; -ENOTUNIQ: the superblocks of several; another negative
 * errno. *e doesn't name the device. */
int probe_filesystem(int fd, struct probe_result *ret, struct error *e);

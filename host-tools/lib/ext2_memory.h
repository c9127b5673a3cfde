/* ext2_memory.h - memory for libext2fs. */
#pragma once
#include <ext2fs/ext2fs.h>

#include "common/error.h"

/* See that libext2fs will have memory: where it runs out halfway, it aborts or follows NULL. Call
 * right before it is used, and allocate nothing large on the way.
 * Returns 0, or -ENOMEM. */
int ext2_memory_reserve(struct error *e);

static inline void cleanup_ext2(ext2_filsys *fs)
{
	if (*fs)
		ext2fs_free(*fs); /* unlike ext2fs_close(), writes nothing */
}

/* For a filesystem that is freed at the end of its scope; NULL where it is declared. */
#define auto_ext2 __attribute__((cleanup(cleanup_ext2)))

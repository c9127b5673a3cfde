/* ext2_memory.h - memory for libext2fs. */
#pragma once
#include "common/error.h"

/* See that libext2fs will have memory: where it runs out halfway, it aborts or follows NULL. Call
 * right before it is used, and allocate nothing large on the way.
 * Returns 0, or -ENOMEM. */
int ext2_memory_reserve(struct error *e);

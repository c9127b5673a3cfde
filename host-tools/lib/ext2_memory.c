/* ext2_memory.c - memory for libext2fs.
 *
 * Theory of operation. malloc() takes what is small from the heap, which grows but, with less than
 * 128 KiB free at its end, doesn't shrink (mallopt(3), M_TRIM_THRESHOLD). A block below the size
 * that is mapped instead (M_MMAP_THRESHOLD), freed at once, leaves so much for what follows; all
 * that libext2fs asks for with blocks of 1 KiB is a third of it. */
#include "host-tools/lib/ext2_memory.h"

#include <errno.h>
#include <stdlib.h>

#define RESERVE ((size_t)120 << 10)

int ext2_memory_reserve(struct error *e)
{
	void *volatile block = malloc(RESERVE); /* volatile: else the compiler drops the pair */

	if (!block)
		return error_set(e, ENOMEM, "cannot work on a filesystem: %m");
	free(block);
	return 0;
}

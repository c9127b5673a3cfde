/* file_block.c - where on its block device a file's data is (FS_IOC_FIEMAP). */
#include "guest-init/sys/file_block.h"

#include <errno.h>
#include <string.h>

#include <linux/fiemap.h>
#include <linux/fs.h>

#include "guest-init/sys/syscalls.h"

/* Any of these says that fe_physical is no place to write the data to. FIEMAP_EXTENT_MERGED and
 * _LAST are harmless. */
#define UNUSABLE_FLAGS                                                                        \
	(FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC | FIEMAP_EXTENT_ENCODED |             \
	 FIEMAP_EXTENT_DATA_ENCRYPTED | FIEMAP_EXTENT_NOT_ALIGNED | FIEMAP_EXTENT_DATA_INLINE | \
	 FIEMAP_EXTENT_DATA_TAIL | FIEMAP_EXTENT_UNWRITTEN | FIEMAP_EXTENT_SHARED)

int file_block_locate(int fd, uint64_t size, uint64_t *ret_offset, struct error *e)
{
	union {
		struct fiemap map;
		char space[sizeof(struct fiemap) + sizeof(struct fiemap_extent)];
	} u = { .map = { .fm_length = size, .fm_extent_count = 1 } };
	struct fiemap_extent extent;

	if (sys_ioctl(fd, FS_IOC_FIEMAP, &u.map) < 0)
		return error_set(e, errno, "cannot map the file to its blocks: %m");
	if (u.map.fm_mapped_extents == 0)
		return error_set(e, ENODATA, "the file has no data on its device");
	memcpy(&extent, u.space + sizeof(u.map), sizeof(extent));
	if (extent.fe_flags & UNUSABLE_FLAGS)
		return error_set(e, EOPNOTSUPP,
				 "the file's data is not plain on its device (flags 0x%x)",
				 extent.fe_flags);
	if (extent.fe_logical != 0 || extent.fe_length < size)
		return error_set(e, ENODATA, "the file has no %llu bytes of data in one piece",
				 (unsigned long long)size);
	*ret_offset = extent.fe_physical;
	return 0;
}

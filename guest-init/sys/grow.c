/* grow.c - let a mounted filesystem take all of its device, as resize2fs and xfs_growfs do. */
#include "guest-init/sys/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statfs.h>

#include "common/cleanup.h"
#include "guest-init/sys/syscalls.h"

/* Neither is in the kernel's exported headers: fs/ext4/ext4.h, fs/xfs/libxfs/xfs_fs.h. */
#define EXT4_IOC_RESIZE_FS _IOW('f', 16, uint64_t)

struct xfs_geometry { /* xfs_fsop_geom_v1 */
	uint32_t block_size, rt_extent_size, ag_blocks, ag_count, log_blocks, sector_size;
	uint32_t inode_size, inode_max_percent;
	uint64_t data_blocks, rt_blocks, rt_extents, log_start;
	unsigned char uuid[16];
	uint32_t stripe_unit, stripe_width;
	int32_t version;
	uint32_t flags, log_sector_size, rt_sector_size, dir_block_size;
};

struct xfs_grow_data { /* xfs_growfs_data */
	uint64_t blocks;
	uint32_t inode_max_percent;
};
#define XFS_IOC_FSGEOMETRY_V1 _IOR('X', 100, struct xfs_geometry)
#define XFS_IOC_FSGROWFSDATA _IOW('X', 110, struct xfs_grow_data)

static int grow_ext4(int fd, uint64_t bytes)
{
	struct statfs fs;
	uint64_t blocks;

	if (fstatfs(fd, &fs) < 0)
		return -errno;
	blocks = bytes / (uint64_t)fs.f_bsize;
	return sys_ioctl(fd, EXT4_IOC_RESIZE_FS, &blocks) < 0 ? -errno : 0;
}

static int grow_xfs(int fd, uint64_t bytes)
{
	struct xfs_geometry now;
	struct xfs_grow_data data;

	if (sys_ioctl(fd, XFS_IOC_FSGEOMETRY_V1, &now) < 0)
		return -errno;
	data = (struct xfs_grow_data){ bytes / now.block_size, now.inode_max_percent };
	if (data.blocks <= now.data_blocks)
		return 0;
	return sys_ioctl(fd, XFS_IOC_FSGROWFSDATA, &data) < 0 ? -errno : 0;
}

static const struct grower {
	const char *fstype;
	int (*grow)(int fd, uint64_t bytes);
} growers[] = {
	{ "ext2", grow_ext4 },
	{ "ext3", grow_ext4 },
	{ "ext4", grow_ext4 },
	{ "xfs", grow_xfs },
};

int grow_filesystem(int mount_fd, const char *fstype, uint64_t bytes, struct error *e)
{
	/* What fsmount(2) gives is O_PATH: no ioctl. */
	auto_close int fd = openat(mount_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_set(e, errno, "cannot open its root: %m");
	for (size_t i = 0; i < ARRAY_SIZE(growers); i++)
		if (!strcmp(growers[i].fstype, fstype)) {
			int r = growers[i].grow(fd, bytes);

			return r < 0 ? error_set(e, -r, "cannot grow %s: %m", fstype) : 0;
		}
	return error_set(e, EOPNOTSUPP, "cannot grow %s: only ext4 and xfs grow", fstype);
}

/* block_device.c - what a block device is told and asked by ioctl(2). */
#include "guest-init/sys/block_device.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>

#include <linux/fs.h>

#include "common/cleanup.h"
#include "guest-init/sys/syscalls.h"

int block_device_set_read_only(const char *path)
{
	/* O_EXCL: not a device that is mounted. If that mount is read-only, this has been done;
	 * if not, the kernel refuses a second mount that is. */
	auto_close int fd = open(path, O_RDONLY | O_EXCL | O_CLOEXEC);
	const int on = 1;

	if (fd < 0)
		return errno == EBUSY ? 0 : -errno;
	return sys_ioctl(fd, BLKROSET, &on) < 0 ? -errno : 0;
}

int block_device_is_read_only(int fd)
{
	int read_only = 0;

	if (sys_ioctl(fd, BLKROGET, &read_only) < 0)
		return -errno;
	return read_only != 0;
}

int block_device_size(int fd, uint64_t *ret)
{
	uint64_t bytes = 0;

	if (sys_ioctl(fd, BLKGETSIZE64, &bytes) < 0)
		return -errno;
	*ret = bytes;
	return 0;
}

/* image_size.c - how large the disk is that an image holds. */
#include "host-tools/vmdef/image_size.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/fs.h>

#include "common/cleanup.h"
#include "host-tools/lib/qcow2.h"
#include "host-tools/lib/retry.h"

static int qcow2_size(int fd, uint64_t *ret)
{
	struct qcow2_head head;
	ssize_t n = RETRY(pread(fd, &head, sizeof(head), 0));

	if (n < 0)
		return -errno;
	if (n != sizeof(head) || memcmp(head.magic, QCOW2_MAGIC, sizeof(head.magic)))
		return -EINVAL;
	*ret = be64toh(head.size);
	return 0;
}

int image_size(const char *path, enum disk_format format, uint64_t *ret)
{
	auto_close int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (format == DISK_QCOW2)
		return qcow2_size(fd, ret);
	if (S_ISBLK(st.st_mode))
		return ioctl(fd, BLKGETSIZE64, ret) < 0 ? -errno : 0;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	*ret = (uint64_t)st.st_size;
	return 0;
}

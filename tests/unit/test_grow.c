/* test_grow.c - what the kernel is asked for when a filesystem is to grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/grow.h"

/* As the kernel counts them: direction, size of the argument, letter, number. */
#define EXT4_RESIZE 0x40086610u   /* _IOW('f', 16, __u64) */
#define XFS_GEOMETRY 0x80705864u  /* _IOR('X', 100, 112 bytes) */
#define XFS_GROW 0x4010586eu      /* _IOW('X', 110, 16 bytes) */
#define MIB (UINT64_C(1) << 20)
#define XFS_BLOCKS 256u /* it has now, of 4 KiB */

struct growth {
	const char *fstype;
	uint64_t bytes;
	int fails; /* errno of the ioctl that grows */
	uint64_t blocks; /* that it was asked for; 0: nothing was */
	int result;
	const char *error;
};

static const struct growth growths[] = {
	{ "ext2", 48 * MIB, 0, 48 * MIB / 1024, 0, "" },
	{ "ext3", 48 * MIB, 0, 48 * MIB / 1024, 0, "" },
	{ "ext4", 48 * MIB + 1023, 0, 48 * MIB / 1024, 0, "" },
	{ "ext4", 48 * MIB, EPERM, 48 * MIB / 1024, -EPERM,
	  "cannot grow ext4: Operation not permitted" },
	{ "xfs", 2 * MIB + 4095, 0, 2 * MIB / 4096, 0, "" },
	{ "xfs", XFS_BLOCKS * 4096 + 4095, 0, 0, 0, "" }, /* shrinking is refused by the kernel */
	{ "xfs", XFS_BLOCKS * 4096 / 2, 0, 0, 0, "" },
	{ "xfs", 2 * MIB, ENOSPC, 2 * MIB / 4096, -ENOSPC,
	  "cannot grow xfs: No space left on device" },
	{ "btrfs", 2 * MIB, 0, 0, -EOPNOTSUPP, "cannot grow btrfs: only ext4 and xfs grow" },
	{ "vfat", 2 * MIB, 0, 0, -EOPNOTSUPP, "cannot grow vfat: only ext4 and xfs grow" },
};

static const struct growth *now;
static uint64_t asked_blocks;

int __wrap_fstatfs(int fd, struct statfs *ret);
int __wrap_fstatfs(int fd, struct statfs *ret)
{
	assert_true(fd >= 0);
	*ret = (struct statfs){ .f_bsize = 1024 };
	return 0;
}

static void tell_geometry(void *geometry)
{
	uint32_t *words = geometry; /* struct xfs_fsop_geom_v1 */
	uint64_t blocks = XFS_BLOCKS;

	memset(geometry, 0xff, 112);
	words[0] = 4096; /* blocksize */
	words[7] = 25;   /* imaxpct */
	memcpy(words + 8, &blocks, sizeof(blocks)); /* datablocks */
}

long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	unsigned request;
	void *argument;
	va_list ap;

	va_start(ap, number);
	assert_int_equal(number, SYS_ioctl);
	assert_true(va_arg(ap, int) >= 0);
	request = va_arg(ap, unsigned);
	argument = va_arg(ap, void *);
	va_end(ap);
	if (request == XFS_GEOMETRY) {
		assert_string_equal(now->fstype, "xfs");
		tell_geometry(argument);
		return 0;
	}
	assert_int_equal(request, strcmp(now->fstype, "xfs") == 0 ? XFS_GROW : EXT4_RESIZE);
	memcpy(&asked_blocks, argument, sizeof(asked_blocks));
	if (request == XFS_GROW) /* the share of inodes stays as it is */
		assert_int_equal(((const uint32_t *)argument)[2], 25);
	errno = now->fails;
	return now->fails ? -1 : 0;
}

static void test_growths(void **state)
{
	auto_close int dir_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(growths); i++) {
		struct error e = ERROR_INIT;

		now = &growths[i];
		asked_blocks = 0;
		assert_int_equal(grow_filesystem(dir_fd, now->fstype, now->bytes, &e), now->result);
		assert_int_equal(asked_blocks, now->blocks);
		assert_string_equal(e.text, now->error);
	}
}

static void test_no_directory(void **state)
{
	auto_close int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(grow_filesystem(fd, "ext4", MIB, &e), -ENOTDIR);
	assert_string_equal(e.text, "cannot open its root: Not a directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_growths),
		cmocka_unit_test(test_no_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

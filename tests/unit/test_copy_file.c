/* test_copy_file.c - all of a file into a new one, or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/copy_file.h"

#define SIZE (1u << 20)

static char content[SIZE], read_back[SIZE + 1];

static int make_source(size_t len)
{
	int fd = memfd_create("source", MFD_CLOEXEC);

	for (size_t i = 0; i < SIZE; i++)
		content[i] = (char)(i * 7 + i / 251);
	assert_int_equal(pwrite(fd, content, len, 0), len);
	return fd;
}

static void check(size_t len)
{
	char path[] = "/tmp/copy_file.XXXXXX";
	auto_close int dir_fd = -EBADF, from_fd = make_source(len), fd = -EBADF;
	struct stat st;

	assert_non_null(mkdtemp(path));
	dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(copy_file(from_fd, dir_fd, "new", 0700), 0);
	fd = openat(dir_fd, "new", O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0700);
	assert_int_equal(read(fd, read_back, sizeof(read_back)), len);
	assert_memory_equal(read_back, content, len);
	assert_int_equal(copy_file(from_fd, dir_fd, "new", 0700), -EEXIST);
	assert_int_equal(unlinkat(dir_fd, "new", 0), 0);
	assert_int_equal(rmdir(path), 0);
}

static void test_whole(void **state)
{
	(void)state;
	check(SIZE);
}

static void test_empty(void **state)
{
	(void)state;
	check(0);
}

static void test_unreadable(void **state)
{
	char path[] = "/tmp/copy_file.XXXXXX";
	auto_close int dir_fd = -EBADF;

	(void)state;
	assert_non_null(mkdtemp(path));
	dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* A directory has a size, but no bytes. */
	assert_true(copy_file(dir_fd, dir_fd, "new", 0700) < 0);
	assert_int_equal(faccessat(dir_fd, "new", F_OK, 0), -1);
	assert_int_equal(rmdir(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

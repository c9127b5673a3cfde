/* test_atomic_file.c - replacing a file: contents, mode, signals, what stays behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "host-tools/lib/atomic_file.h"
#include "tests/unit/scratch.h"

static int count_names(const char *directory)
{
	DIR *d = opendir(directory);
	int count = 0;

	for (const struct dirent *entry = readdir(d); entry; entry = readdir(d))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			count++;
	closedir(d);
	return count;
}

static void assert_contents(const char *path, const char *expected)
{
	char text[64] = "";
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_int_equal(read(fd, text, sizeof(text) - 1), strlen(expected));
	assert_string_equal(text, expected);
}

static void test_creates_and_replaces(void **state)
{
	const struct scratch *p = *state;
	struct stat st;

	for (mode_t mask = 0; mask <= 0777; mask += 0777) {
		mode_t old = umask(mask);

		assert_int_equal(atomic_file_write(p->file, "one", 3, 0, NULL), 0);
		assert_int_equal(atomic_file_write(p->file, "second", 6, 0, NULL), 0);
		assert_contents(p->file, "second");
		assert_int_equal(stat(p->file, &st), 0);
		assert_int_equal(st.st_mode, S_IFREG | 0600);
		assert_int_equal(atomic_file_write(p->file, "x", 1, ATOMIC_FILE_SHARED, NULL), 0);
		assert_int_equal(stat(p->file, &st), 0);
		assert_int_equal(st.st_mode, S_IFREG | (0666 & ~mask));
		umask(old);
		assert_int_equal(count_names(p->directory), 1);
		assert_int_equal(unlink(p->file), 0);
	}
	assert_int_equal(atomic_file_write(p->file, "", 0, 0, NULL), 0);
	assert_contents(p->file, "");
}

static void test_failure_leaves_the_old_file(void **state)
{
	const struct scratch *p = *state;
	struct rlimit limit, small;
	struct error e = ERROR_INIT;
	char expected[128];
	int r;

	assert_int_equal(atomic_file_write(p->file, "old", 3, 0, NULL), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = (struct rlimit){ .rlim_cur = 4, .rlim_max = limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = atomic_file_write(p->file, "too long", 8, 0, &e); /* a short write, then an error */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(r, -EFBIG);
	snprintf(expected, sizeof(expected), "%s: cannot write: File too large", p->file);
	assert_string_equal(e.text, expected);
	assert_contents(p->file, "old");
	assert_int_equal(count_names(p->directory), 1);
}

static void test_zeroes_become_holes(void **state)
{
	static char bytes[5 * ATOMIC_FILE_UNIT + 1], back[sizeof(bytes)];
	static const bool used[] = { false, true, false, true, false, false };
	const struct scratch *p = *state;
	auto_close int fd = -EBADF;
	struct stat st;

	memset(bytes + ATOMIC_FILE_UNIT, 'a', ATOMIC_FILE_UNIT); /* the fourth is used, and zero */
	assert_int_equal(atomic_file_write(p->file, "old", 3, 0, NULL), 0);
	assert_int_equal(atomic_file_write_sparse(p->file, bytes, sizeof(bytes), used, 0, NULL), 0);
	fd = open(p->file, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, back, sizeof(back)), sizeof(back));
	assert_memory_equal(back, bytes, sizeof(bytes));
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, sizeof(bytes));
	for (size_t i = 0; i < ARRAY_SIZE(used); i++) {
		off_t unit = (off_t)(i * ATOMIC_FILE_UNIT);

		assert_true((lseek(fd, unit, SEEK_DATA) == unit) == used[i]);
	}
}

static void test_refusals(void **state)
{
	const struct scratch *p = *state;
	char below[80];

	assert_int_equal(atomic_file_write("", "x", 1, 0, NULL), -EISDIR);
	assert_int_equal(atomic_file_write(p->directory, "x", 1, 0, NULL), -EINVAL);
	assert_int_equal(atomic_file_write("/dev/null", "x", 1, 0, NULL), -EINVAL);
	snprintf(below, sizeof(below), "%s/absent/file", p->directory);
	assert_int_equal(atomic_file_write(below, "x", 1, 0, NULL), -ENOENT);
	assert_int_equal(atomic_file_write(p->file, "x", 1, 0, NULL), 0);
	snprintf(below, sizeof(below), "%s/file", p->file);
	assert_int_equal(atomic_file_write(below, "x", 1, 0, NULL), -ENOTDIR);
	assert_int_equal(count_names(p->directory), 1);
}

static void test_signals_are_let_in_again(void **state)
{
	const struct scratch *p = *state;
	sigset_t before, after;

	sigemptyset(&before);
	sigaddset(&before, SIGUSR1);
	assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
	assert_int_equal(atomic_file_write(p->file, "x", 1, 0, NULL), 0);
	assert_int_equal(atomic_file_write(p->directory, "x", 1, 0, NULL), -EINVAL);
	assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &after), 0);
	assert_true(sigismember(&after, SIGUSR1));
	assert_false(sigismember(&after, SIGTERM));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_creates_and_replaces, make_scratch,
						remove_scratch),
		cmocka_unit_test_setup_teardown(test_failure_leaves_the_old_file, make_scratch,
						remove_scratch),
		cmocka_unit_test_setup_teardown(test_zeroes_become_holes, make_scratch,
						remove_scratch),
		cmocka_unit_test_setup_teardown(test_refusals, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_signals_are_let_in_again, make_scratch,
						remove_scratch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

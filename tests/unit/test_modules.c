/* test_modules.c - lists of modules: their form, and what one that fails does to the others. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/modules.h"

static char dir_path[] = "/tmp/test_modules.XXXXXX";
static int dir_fd = -EBADF;

static void write_file(const char *name, const char *data, size_t len)
{
	auto_close int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
}

static int make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir_path))
		return -1;
	dir_fd = open(dir_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir_fd < 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlinkat(dir_fd, "test.list", 0);
	unlinkat(dir_fd, "garbage.ko", 0);
	unlinkat(dir_fd, "held.ko", 0);
	unlinkat(dir_fd, "link.ko", 0);
	unlinkat(dir_fd, "dir.list", AT_REMOVEDIR);
	close(dir_fd);
	return rmdir(dir_path);
}

#define LONG_NAME "0123456789012345678901234567890123456789012345678901234567890123"

/* None of these modules can be loaded: what matters is which one the error names. */
static const struct {
	const char *list;
	int r;
	const char *text; /* a part of the error's; "" is none at all */
} cases[] = {
	{ "", 0, "" },
	{ "\n\n\n", 0, "" },
	{ "absent.ko\n", -ENOENT, "'absent.ko'" },
	{ "absent.ko", -ENOENT, "'absent.ko'" },
	{ "absent.ko.gz\n", -ENOENT, "'absent.ko.gz'" },
	{ "absent.ko.xz\n", -ENOENT, "'absent.ko.xz'" },
	{ "absent.ko.zst\n", -ENOENT, "'absent.ko.zst'" },
	{ "\nfirst.ko\nsecond.ko\n", -ENOENT, "'first.ko'" },
	{ "link.ko\n", -ELOOP, "'link.ko'" },
	{ "../x.ko\n", -EINVAL, "'../x.ko'" },
	{ "/x.ko\n", -EINVAL, "'/x.ko'" },
	{ "..\n", -EINVAL, "'..'" },
	{ ".ko\n", -EINVAL, "'.ko'" },
	{ "x\n", -EINVAL, "'x'" },
	{ "x.ko.lz4\n", -EINVAL, "'x.ko.lz4'" },
	{ "x.ko \n", -EINVAL, "'x.ko '" },
	{ "x.ko\r\n", -EINVAL, "'x.ko?'" },
	{ LONG_NAME ".ko\n", -EINVAL, LONG_NAME },
	{ "bad\nabsent.ko\n", -EINVAL, "'bad'" },
};

static void lists_are_read_line_by_line(void **state)
{
	(void)state;
	assert_int_equal(symlinkat("/dev/null", dir_fd, "link.ko"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error e = ERROR_INIT;
		int r;

		write_file("test.list", cases[i].list, strlen(cases[i].list));
		r = modules_load(dir_fd, "test", "", &e);
		if (r != cases[i].r || !strstr(e.text, cases[i].text) ||
		    (!cases[i].text[0] && e.text[0]))
			fail_msg("<%s>: %d, %s", cases[i].list, r, e.text);
	}
}

static void an_absent_list_loads_nothing(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(modules_load(dir_fd, "absent", "", &e), 0);
	assert_string_equal(e.text, "");
	assert_int_equal(modules_load(dir_fd, "absent", "", NULL), 0);
}

static void what_is_no_module_is_named(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	write_file("garbage.ko", "garbage", 7);
	write_file("test.list", "garbage.ko\n", 11);
	assert_true(modules_load(dir_fd, "test", "", &e) < 0);
	assert_non_null(strstr(e.text, "cannot load module 'garbage.ko'"));
}

static void a_list_is_a_file_of_limited_size(void **state)
{
	struct error e = ERROR_INIT;
	auto_free char *big = malloc(MODULES_MAX_LIST + 1);

	(void)state;
	assert_non_null(big);
	memset(big, '\n', MODULES_MAX_LIST + 1);
	write_file("test.list", big, MODULES_MAX_LIST);
	assert_int_equal(modules_load(dir_fd, "test", "", &e), 0);
	write_file("test.list", big, MODULES_MAX_LIST + 1);
	assert_int_equal(modules_load(dir_fd, "test", "", &e), -EFBIG);
	assert_int_equal(mkdirat(dir_fd, "dir.list", 0700), 0);
	assert_int_equal(modules_load(dir_fd, "dir", "", &e), -EFBIG);
	assert_int_equal(modules_load(dir_fd, LONG_NAME, "", &e), -ENAMETOOLONG);
}

static void held_modules_need_no_name(void **state)
{
	struct held_modules held = { .count = 0 };
	struct error e = ERROR_INIT;

	(void)state;
	write_file("held.ko", "garbage", 7);
	write_file("test.list", "held.ko\n\n", 9);
	assert_int_equal(modules_hold(dir_fd, "test", &held, &e), 0);
	assert_int_equal(held.count, 1);
	assert_int_equal(unlinkat(dir_fd, "held.ko", 0), 0);
	assert_true(modules_load_held(&held, "", &e) < 0);
	assert_non_null(strstr(e.text, "cannot load module 'held.ko'"));
	assert_int_equal(held.count, 0);
	assert_int_equal(modules_load_held(&held, "", NULL), 0);
}

static void all_of_a_list_is_held_or_nothing(void **state)
{
	struct held_modules held = { .count = 0 };
	char list[(MODULES_MAX_HELD + 1) * sizeof("held.ko\n")] = "";

	(void)state;
	write_file("held.ko", "garbage", 7);
	for (size_t i = 0; i <= MODULES_MAX_HELD; i++)
		strcat(list, "held.ko\n");
	write_file("test.list", list, strlen(list));
	assert_int_equal(modules_hold(dir_fd, "test", &held, NULL), -E2BIG);
	write_file("test.list", "held.ko\nabsent.ko\n", 18);
	assert_int_equal(modules_hold(dir_fd, "test", &held, NULL), -ENOENT);
	assert_int_equal(modules_hold(dir_fd, "absent", &held, NULL), 0);
	assert_int_equal(held.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_read_line_by_line),
		cmocka_unit_test(an_absent_list_loads_nothing),
		cmocka_unit_test(what_is_no_module_is_named),
		cmocka_unit_test(a_list_is_a_file_of_limited_size),
		cmocka_unit_test(held_modules_need_no_name),
		cmocka_unit_test(all_of_a_list_is_held_or_nothing),
	};

	return cmocka_run_group_tests_name("modules", tests, make_dir, remove_dir);
}

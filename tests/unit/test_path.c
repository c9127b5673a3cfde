/* test_path.c - paths that say the same are written the same. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/path.h"

static const struct {
	const char *path, *normal;
} rows[] = {
	{ "/", "" }, { "//", "" }, { "/.", "" }, { "/./.", "" }, { "/a", "/a" }, { "/a/", "/a" },
	{ "//a//b/", "/a/b" }, { "/./a/./b/.", "/a/b" }, { "/.a/b.", "/.a/b." }, { "/...", "/..." },
};

static void test_normalize(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		auto_free char *normal = path_normalize(rows[i].path);

		assert_string_equal(normal, rows[i].normal);
	}
}

static void test_is_in(void **state)
{
	(void)state;
	assert_true(path_is_in("/proc", "/proc"));
	assert_true(path_is_in("/./proc//", "/proc"));
	assert_true(path_is_in("//proc/./a", "/proc"));
	assert_true(path_is_in("/a/b/c", "/a/./b/"));
	assert_true(path_is_in("/a", "/"));
	assert_false(path_is_in("/process", "/proc"));
	assert_false(path_is_in("/pro", "/proc"));
	assert_false(path_is_in("/a/proc", "/proc"));
	assert_false(path_is_in("/", "/proc"));
	assert_false(path_is_in("/a", "/a/b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normalize),
		cmocka_unit_test(test_is_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

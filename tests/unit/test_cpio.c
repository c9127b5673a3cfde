/* test_cpio.c - the archive format, byte for byte, and the tree that it is made of. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/cpio.h"
#include "host-tools/mkguestinitrd/tree.h"

#define auto_tree __attribute__((cleanup(tree_release)))

static int add_text(struct tree *t, const char *path, mode_t mode, const char *text)
{
	auto_buffer struct buffer content = BUFFER_INIT;
	struct error e = ERROR_INIT;

	assert_int_equal(buffer_append(&content, text, strlen(text)), 0);
	return tree_add_file(t, path, mode, &content, &e);
}

static void test_archive_is_newc(void **state)
{
	static const char expected[] = /* inode, mode, uid, gid; links, mtime, size, device; ... */
		"070701" "00000001" "000041ed" "00000000" "00000000"
		"00000002" "00000007" "00000000" "00000000" "00000000"
		"00000000" "00000000" "00000004" "00000000" "dev\0" "\0\0"
		"070701" "00000002" "00002180" "00000000" "00000000"
		"00000001" "00000007" "00000000" "00000000" "00000000"
		"00000005" "00000001" "0000000c" "00000000" "dev/console\0" "\0\0"
		"070701" "00000003" "000081ed" "00000000" "00000000"
		"00000001" "00000007" "00000003" "00000000" "00000000"
		"00000000" "00000000" "00000005" "00000000" "init\0" "\0"
		"abc\0"
		"070701" "00000000" "00000000" "00000000" "00000000"
		"00000001" "00000000" "00000000" "00000000" "00000000"
		"00000000" "00000000" "0000000b" "00000000" "TRAILER!!!\0" "\0\0";
	auto_tree struct tree t = TREE_INIT;
	auto_buffer struct buffer out = BUFFER_INIT;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(add_text(&t, "/init", 0755, "abc"), 0);
	assert_int_equal(tree_add_device(&t, "/dev/console", 0600, 5, 1, &e), 0);
	assert_int_equal(cpio_append(&t, 7, &out), 0);
	/* the literal's own NUL is the last padding */
	assert_int_equal(out.size, sizeof(expected));
	assert_memory_equal(out.data, expected, sizeof(expected));
}

/* Every entry starts at a multiple of four, whatever the lengths before it. */
static void test_alignment(void **state)
{
	(void)state;
	for (size_t length = 0; length < 9; length++) {
		auto_tree struct tree t = TREE_INIT;
		auto_buffer struct buffer out = BUFFER_INIT;
		char path[16] = "/aaaaaaaaa";

		path[length + 2] = '\0';
		assert_int_equal(add_text(&t, path, 0644, path + 1), 0);
		assert_int_equal(cpio_append(&t, 0, &out), 0);
		assert_int_equal(out.size % 4, 0);
		assert_memory_equal(out.data + out.size - 124, "070701", 6);
	}
}

static void test_order_is_by_path(void **state)
{
	static const char *const added[] = { "/b", "/a/z", "/a-b", "/a/b/c", "/0" };
	static const char *const expected[] = {
		"/0", "/a", "/a-b", "/a/b", "/a/b/c", "/a/z", "/b",
	};
	auto_tree struct tree t = TREE_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(added); i++)
		assert_int_equal(add_text(&t, added[i], 0600, "x"), 0);
	assert_int_equal(t.count, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		assert_string_equal(t.entries[i].path, expected[i]);
}

static void test_paths_that_are_refused(void **state)
{
	static const struct {
		const char *path;
		int result;
	} cases[] = {
		{ "", -EINVAL },        { "relative", -EINVAL }, { "/", -EINVAL },
		{ "/a/", -EINVAL },     { "//a", -EINVAL },      { "/a//b", -EINVAL },
		{ "/.", -EINVAL },      { "/a/./b", -EINVAL },   { "/..", -EINVAL },
		{ "/a/../b", -EINVAL }, { "/a\nb", -EINVAL },    { "/there", -EEXIST },
		{ "/there/x", -ENOTDIR }, { "/dir", -EEXIST },   { "/...", 0 },
		{ "/.a", 0 },           { "/dir/..b", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		auto_tree struct tree t = TREE_INIT;

		assert_int_equal(add_text(&t, "/there", 0644, ""), 0);
		assert_int_equal(add_text(&t, "/dir/file", 0644, ""), 0);
		if (add_text(&t, cases[i].path, 0644, "") != cases[i].result)
			fail_msg("'%s' is not answered with %d", cases[i].path, cases[i].result);
	}
}

static void test_limits(void **state)
{
	auto_tree struct tree t = TREE_INIT;
	char path[TREE_PATH_MAX + 2];

	(void)state;
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[TREE_PATH_MAX + 1] = '\0';
	assert_int_equal(add_text(&t, path, 0644, ""), -EINVAL);
	path[TREE_PATH_MAX] = '\0';
	assert_int_equal(add_text(&t, path, 0644, ""), 0);
	for (int i = 1; i < TREE_ENTRIES_MAX; i++) {
		snprintf(path, sizeof(path), "/%d", i);
		assert_int_equal(add_text(&t, path, 0644, ""), 0);
	}
	assert_int_equal(add_text(&t, "/one-more", 0644, ""), -E2BIG);
	t.content_size = TREE_SIZE_MAX;
	t.count--;
	free(t.entries[t.count].path);
	assert_int_equal(add_text(&t, "/one-more", 0644, "x"), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_archive_is_newc),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_order_is_by_path),
		cmocka_unit_test(test_paths_that_are_refused),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

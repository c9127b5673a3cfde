/* test_config_image.c - the config disk, made and read back, whole and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/vmconfig.h"
#include "host-tools/lib/config_image.h"
#include "host-tools/lib/config_reader.h"
#include "tests/unit/scratch.h"

#define FIRST_METADATA 1024 /* bytes: the superblock */
#define END_OF_METADATA 10240
#define STATUS_OFFSET 12288
#define MAX_SIZE ((size_t)8 << 20)

static void save(const struct scratch *p, const void *bytes, size_t size)
{
	FILE *f = fopen(p->file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

static char *text_of(size_t size)
{
	char *text = malloc(size);

	for (size_t i = 0; i < size; i++)
		text[i] = (char)('a' + i * 7 % 26 + i / 1024 % 3);
	return text;
}

/* Config length, disk size asked for, and the one that comes, or the failure. */
static const struct size_row {
	size_t config, wanted, size;
	int r;
} size_rows[] = {
	{ 1, 0, 256 << 10, 0 },
	{ 1023, 0, 256 << 10, 0 },
	{ 1024, 0, 256 << 10, 0 },
	{ 1025, 0, 256 << 10, 0 },
	{ 192 << 10, 0, 256 << 10, 0 },
	{ (192 << 10) + 1, 0, 320 << 10, 0 },
	{ 1 << 20, 0, (1 << 20) + (64 << 10), 0 },
	{ (8 << 20) - (64 << 10), 0, 8 << 20, 0 }, /* one block group */
	{ (8 << 20) - (63 << 10), 0, (8 << 20) + (64 << 10), 0 }, /* two */
	{ 8 << 20, 0, (8 << 20) + (64 << 10), 0 },
	{ 1, 68 << 10, 68 << 10, 0 },
	{ 1, 64 << 20, 64 << 20, 0 },
	{ 8 << 20, 16 << 20, 16 << 20, 0 },
	{ 1, 4 << 10, 0, -ENOSPC },
	{ 1, 8 << 10, 0, -ENOSPC },
	{ 1, 16 << 10, 0, -ENOSPC },
	{ 1 << 20, 256 << 10, 0, -ENOSPC },
	{ 8 << 20, 8 << 20, 0, -ENOSPC },
	{ 1, 5000, 0, -EINVAL },
	{ 1, (64 << 20) + 4096, 0, -EINVAL },
};

static void test_sizes(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(size_rows); i++) {
		const struct size_row *row = &size_rows[i];
		auto_free char *config = text_of(row->config), *back = NULL;
		struct config_image image = { 0 };
		struct error e = ERROR_INIT;
		size_t len;
		int r = config_image_make(config, row->config, row->wanted, 0, &image, &e);

		print_message("%zu in %zu: %s\n", row->config, row->wanted, e.text);
		assert_int_equal(r, row->r);
		assert_int_equal(image.size, row->size);
		assert_int_equal(!*e.text, !row->r);
		if (r)
			continue;
		save(*state, image.bytes, image.size);
		config_image_release(&image);
		assert_int_equal(config_reader_read(((struct scratch *)*state)->file, VMCONFIG_PATH,
						    MAX_SIZE, &back, &len, &e), 0);
		assert_int_equal(len, row->config);
		assert_memory_equal(back, config, len);
	}
}

static void test_same_input_same_bytes(void **state)
{
	struct config_image a = { 0 }, b = { 0 };

	(void)state;
	assert_int_equal(config_image_make("{}", 2, 0, 0, &a, NULL), 0);
	setenv("E2FSPROGS_FAKE_TIME", "1234567", 1);
	assert_int_equal(config_image_make("{}", 2, 0, 0, &b, NULL), 0);
	unsetenv("E2FSPROGS_FAKE_TIME");
	assert_int_equal(a.size, b.size);
	assert_memory_equal(a.bytes, b.bytes, a.size);
	config_image_release(&b);
	assert_int_equal(config_image_make("[]", 2, 0, 0, &b, NULL), 0);
	assert_memory_not_equal(a.bytes, b.bytes, a.size);
	config_image_release(&a);
	config_image_release(&b);
}

static void test_status_is_zero_and_writable_raw(void **state)
{
	static const char zeroes[VMCONFIG_STATUS_SIZE];
	const struct scratch *p = *state;
	struct config_image image = { 0 };
	char *status = NULL;
	size_t len;

	assert_int_equal(config_image_make("{}", 2, 0, 0, &image, NULL), 0);
	save(p, image.bytes, image.size);
	assert_int_equal(config_reader_read(p->file, VMCONFIG_STATUS_PATH, VMCONFIG_STATUS_SIZE,
					    &status, &len, NULL), 0);
	assert_int_equal(len, VMCONFIG_STATUS_SIZE);
	assert_memory_equal(status, zeroes, len);
	free(status);

	memcpy(image.bytes + STATUS_OFFSET, "record", 6);
	save(p, image.bytes, image.size);
	assert_int_equal(config_reader_read(p->file, VMCONFIG_STATUS_PATH, VMCONFIG_STATUS_SIZE,
					    &status, &len, NULL), 0);
	assert_memory_equal(status, "record", 6);
	free(status);
	config_image_release(&image);
}

static void expect_refusal(const struct scratch *p, const char *name, size_t max, int expected_r,
			   const char *expected)
{
	struct error e = ERROR_INIT;
	char *back = NULL;
	size_t len = 4711;

	assert_int_equal(config_reader_read(p->file, name, max, &back, &len, &e), expected_r);
	assert_null(back);
	assert_int_equal(len, 4711);
	assert_memory_equal(e.text, p->file, strlen(p->file));
	assert_non_null(strstr(e.text, expected));
}

static void test_refusals(void **state)
{
	static char zeroes[4096];
	const struct scratch *p = *state;
	struct config_image image = { 0 };

	assert_int_equal(config_image_make("{\"a\":1}", 7, 0, 0, &image, NULL), 0);
	save(p, image.bytes, image.size);
	expect_refusal(p, "nothing", 100, -ENOENT, "no /nothing on it");
	expect_refusal(p, "lost+found", 100, -ENOENT, "no /lost+found on it");
	expect_refusal(p, ".", 100, -EUCLEAN, "not a regular file");
	expect_refusal(p, VMCONFIG_PATH, 6, -EFBIG, "larger than 6 bytes");
	save(p, image.bytes, image.size - 1);
	expect_refusal(p, VMCONFIG_PATH, 100, -EUCLEAN, "cut short at byte 262143");
	save(p, image.bytes, 1500);
	expect_refusal(p, VMCONFIG_PATH, 100, -EUCLEAN, "cut short at byte 1500");
	save(p, "", 0);
	expect_refusal(p, VMCONFIG_PATH, 100, -EUCLEAN, "cut short at byte 1024");
	save(p, zeroes, sizeof(zeroes));
	expect_refusal(p, VMCONFIG_PATH, 100, -EUCLEAN, "no ext4 filesystem on it");
	image.bytes[FIRST_METADATA + 7] = 0xff; /* s_blocks_count, its top byte */
	save(p, image.bytes, image.size);
	expect_refusal(p, VMCONFIG_PATH, 100, -EUCLEAN, "larger than 64 MiB");
	config_image_release(&image);
}

/* xorshift64: the same mutations in every run. */
static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	return *seed ^= *seed << 17;
}

/* Whatever is on the disk, reading ends, and ends without touching what isn't ours (the
 * sanitizers look after that); what it gives is within the limit. */
static void test_mutations(void **state)
{
	/* The superblock's, the root's and the file's own bytes, which half of them change. */
	static const size_t places[] = { 1024, 5120 + 256, 5120 + 11 * 256, 9216 };
	const struct scratch *p = *state;
	struct config_image image = { 0 };
	auto_free unsigned char *mutant = NULL;
	uint64_t seed = 0x9e3779b97f4a7c15;
	int failures = 0;

	assert_int_equal(config_image_make("{\"a\":1}", 7, 64 << 10, 0, &image, NULL), 0);
	mutant = malloc(image.size);
	for (int round = 0; round < 3000; round++) {
		struct error e = ERROR_INIT;
		char *back = NULL;
		size_t len = 0;

		memcpy(mutant, image.bytes, image.size);
		for (uint64_t n = 1 + next(&seed) % 4; n; n--)
			mutant[FIRST_METADATA + next(&seed) % (END_OF_METADATA - FIRST_METADATA)] =
				(unsigned char)next(&seed);
		if (round % 2)
			mutant[places[next(&seed) % ARRAY_SIZE(places)] + next(&seed) % 128] =
				(unsigned char)next(&seed);
		save(p, mutant, image.size);
		if (config_reader_read(p->file, VMCONFIG_PATH, 4096, &back, &len, &e) < 0) {
			assert_true(*e.text);
			failures++;
		}
		assert_true(len <= 4096);
		free(back);
	}
	print_message("%d of 3000 refused\n", failures);
	assert_true(failures > 300 && failures < 2900);
	config_image_release(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sizes, make_scratch, remove_scratch),
		cmocka_unit_test(test_same_input_same_bytes),
		cmocka_unit_test_setup_teardown(test_status_is_zero_and_writable_raw, make_scratch,
						remove_scratch),
		cmocka_unit_test_setup_teardown(test_refusals, make_scratch, remove_scratch),
		cmocka_unit_test_setup_teardown(test_mutations, make_scratch, remove_scratch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

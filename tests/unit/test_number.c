/* test_number.c - strict numbers and sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "common/cleanup.h"
#include "host-tools/lib/number.h"

static const struct row {
	const char *text;
	uint64_t max;
	int number_r, size_r;
	uint64_t value; /* where the result is 0 */
} rows[] = {
	{ "0", 10, 0, 0, 0 },
	{ "10", 10, 0, 0, 10 },
	{ "007", 10, 0, 0, 7 },
	{ "11", 10, -ERANGE, -ERANGE, 0 },
	{ "18446744073709551615", UINT64_MAX, 0, 0, UINT64_MAX },
	{ "18446744073709551616", UINT64_MAX, -ERANGE, -ERANGE, 0 },
	{ "99999999999999999999999", UINT64_MAX, -ERANGE, -ERANGE, 0 },
	{ "", 10, -EINVAL, -EINVAL, 0 },
	{ "-1", 10, -EINVAL, -EINVAL, 0 },
	{ "+1", 10, -EINVAL, -EINVAL, 0 },
	{ " 1", 10, -EINVAL, -EINVAL, 0 },
	{ "1 ", 10, -EINVAL, -EINVAL, 0 },
	{ "0x1", 10, -EINVAL, -EINVAL, 0 },
	{ "1.5", 10, -EINVAL, -EINVAL, 0 },
	{ "K", 10, -EINVAL, -EINVAL, 0 },
	{ "4K", 4096, -EINVAL, 0, 4096 },
	{ "5K", 5119, -EINVAL, -ERANGE, 0 },
	{ "2M", UINT64_MAX, -EINVAL, 0, 2 << 20 },
	{ "18014398509481984K", UINT64_MAX, -EINVAL, -ERANGE, 0 },
	{ "1k", 4096, -EINVAL, -EINVAL, 0 },
	{ "1KB", 4096, -EINVAL, -EINVAL, 0 },
	{ "1G", UINT64_MAX, -EINVAL, -EINVAL, 0 },
};

static void test_rows(void **state)
{
	(void)state;
	for (const struct row *row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		uint64_t value = 4711;

		print_message("'%s'\n", row->text);
		assert_int_equal(number_parse(row->text, row->max, &value), row->number_r);
		assert_int_equal(value, row->number_r ? 4711 : row->value);
		value = 4711;
		assert_int_equal(size_parse(row->text, row->max, &value), row->size_r);
		assert_int_equal(value, row->size_r ? 4711 : row->value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

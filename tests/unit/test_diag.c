/* test_diag.c - findings are kept, placed and sorted. */
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
#include "common/diag.h"
#include "common/json.h"

static void test_order(void **state)
{
	static const char text[] = "{\n \"a\": \"\303\251\", \"b\": [1, 2]\n}";
	static const char *const expected[] = {
		"1:1: /b-c: another key", "1:1: /gone: nowhere", "1:1: : root", "2:12: /b: key?",
		"2:17: /b/7/x: in the array", "2:17: /b: value", "2:21: /b/1: two",
	};
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_error(&list, "/b/1", "two");
	diag_add(&list, DIAG_WARNING, DIAG_AT_KEY, "/b", "key%c", '\n');
	diag_error(&list, "/b", "value");
	diag_error(&list, "", "root");
	diag_error(&list, "/gone", "nowhere");
	diag_error(&list, "/b/7/x", "in the array");
	diag_error(&list, "/b-c", "another key");
	assert_int_equal(json_locate(text, sizeof(text) - 1, &list), 0);
	assert_true(diag_failed(&list));
	diag_sort(&list);
	assert_int_equal(list.count, ARRAY_SIZE(expected));
	for (size_t i = 0; i < list.count; i++) {
		const struct diag *d = &list.items[i];
		auto_free char *line = NULL;

		assert_true(asprintf(&line, "%zu:%zu: %s: %s", d->line, d->column, d->pointer,
				     d->text) > 0);
		assert_string_equal(line, expected[i]);
	}
	assert_int_equal(list.items[3].severity, DIAG_WARNING);
	assert_int_equal(list.counts[DIAG_ERROR], 6);
	assert_int_equal(list.counts[DIAG_WARNING], 1);
	diag_list_release(&list);
	diag_list_release(&list);
}

static void test_warnings_alone(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		diag_warning(&list, "/a", "number %d", i);
	assert_false(diag_failed(&list));
	assert_int_equal(list.count, 1000);
	assert_string_equal(list.items[999].text, "number 999");
	diag_list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_warnings_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

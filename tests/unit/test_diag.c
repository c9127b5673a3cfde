/* test_diag.c - findings are kept, sorted and printed. */
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

static void test_print(void **state)
{
	static const char text[] = "{\n \"a\": \"\303\251\", \"b\": [1, 2]\n}";
	struct diag_list list = DIAG_LIST_INIT;
	auto_free char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

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
	diag_print(&list, "f", f);
	fclose(f);
	assert_string_equal(out, "f:1:1: /b-c: another key\n"
				 "f:1:1: /gone: nowhere\n"
				 "f:1:1: /: root\n"
				 "f:2:12: /b: warning: key?\n"
				 "f:2:17: /b/7/x: in the array\n"
				 "f:2:17: /b: value\n"
				 "f:2:21: /b/1: two\n");
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
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_warnings_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

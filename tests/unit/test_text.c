/* test_text.c - text from outside on one line. */
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
#include "common/text.h"

static const struct {
	const char *from, *to;
} rows[] = {
	{ "", "" }, { "a b", "a b" }, { "a\nb\tc\r", "a?b?c?" }, { "\033[31m", "?[31m" },
	{ "\177", "?" }, { "\303\251", "\303\251" }, { "\303", "" }, { "a\342\202", "a" },
	{ "\377a", "?a" }, { "\303a", "?a" },
};

static void test_one_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		auto_free char *text = strdup(rows[i].from);

		text_one_line(text);
		if (strcmp(text, rows[i].to) != 0)
			fail_msg("row %zu: \"%s\"", i, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_utf8.c - the well-formed sequences of RFC 3629. */
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
#include "common/utf8.h"

/* Every character there and back; the surrogates are none. */
static void test_all(void **state)
{
	(void)state;
	for (int32_t c = 1; c <= 0x10ffff; c++) {
		char text[4];
		size_t n;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		n = utf8_encode(c, text);
		if (utf8_character(text, n) != n || (n > 1 && !utf8_is_cut(text, n - 1)))
			fail_msg("U+%04X", (unsigned)c);
	}
}

static void test_bad(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2 ", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xef\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xfe", "\xff",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (utf8_character(bad[i], strlen(bad[i])) != 0)
			fail_msg("row %zu is taken", i);
	assert_false(utf8_is_cut("\xc2 ", 2));
	assert_false(utf8_is_cut("\xe0\x80", 2));
	assert_false(utf8_is_cut("\xff", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

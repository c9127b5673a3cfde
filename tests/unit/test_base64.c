/* test_base64.c - base64 has one text for each value. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base64.h"
#include "common/cleanup.h"

static const struct {
	const char *text;
	int len;
	const char *data;
} good[] = { /* RFC 4648, section 10 */
	{ "", 0, "" }, { "Zg==", 1, "f" }, { "Zm8=", 2, "fo" }, { "Zm9v", 3, "foo" },
	{ "Zm9vYg==", 4, "foob" }, { "Zm9vYmE=", 5, "fooba" }, { "Zm9vYmFy", 6, "foobar" },
	{ "+/+/", 3, "\xfb\xff\xbf" }, { "AAAA", 3, "\0\0\0" },
};
static const char *const bad[] = {
	"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm 9", "Zm9v\n",
	"-_-_", "Z=g=", "Zm9vY", "\xff\xff\xff\xff",
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		unsigned char data[8];

		assert_int_equal(base64_decode(good[i].text, data), good[i].len);
		assert_memory_equal(data, good[i].data, (size_t)good[i].len);
		assert_int_equal(base64_decode(good[i].text, NULL), good[i].len);
	}
}

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (base64_decode(bad[i], NULL) != -EINVAL)
			fail_msg("\"%s\" is taken", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

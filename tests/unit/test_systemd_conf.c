/* test_systemd_conf.c - variables as systemd's configuration takes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/systemd_conf.h"

static const struct row {
	const char *name, *value;
	const char *want; /* "": refused */
} rows[] = {
	{ "A", "plain", "DefaultEnvironment=\"A=plain\"\n" },
	{ "_a9", "", "DefaultEnvironment=\"_a9=\"\n" },
	{ "A", "two words  more", "DefaultEnvironment=\"A=two words  more\"\n" },
	{ "A", "\"q\" 's'", "DefaultEnvironment=\"A=\\\"q\\\" 's'\"\n" },
	{ "A", "back\\slash\\", "DefaultEnvironment=\"A=back\\\\slash\\\\\"\n" },
	{ "A", "50%n", "DefaultEnvironment=\"A=50%%n\"\n" },
	{ "A", "one\ntwo\tthree", "DefaultEnvironment=\"A=one\\ntwo\\tthree\"\n" },
	{ "A", "$HOME ${X} # ; =", "DefaultEnvironment=\"A=$HOME ${X} # ; =\"\n" },
	{ "A", "gr\303\274n", "DefaultEnvironment=\"A=gr\303\274n\"\n" },
	{ "", "x", "" },
	{ "9A", "x", "" },
	{ "a.b", "x", "" },
	{ "a-b", "x", "" },
	{ "gr\303\274n", "x", "" },
	{ "A", "bell\a", "" },
	{ "A", "return\r", "" },
	{ "A", "delete\177", "" },
};

static void test_environment(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		auto_free char *text = NULL;
		size_t len = 0;
		FILE *out = open_memstream(&text, &len);
		int r;

		assert_non_null(out);
		r = systemd_conf_environment(out, rows[i].name, rows[i].value);
		assert_int_equal(fclose(out), 0);
		if (r != (*rows[i].want ? 0 : -EINVAL) || strcmp(text, rows[i].want) != 0)
			fail_msg("row %zu: %d, %s", i, r, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_environment) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

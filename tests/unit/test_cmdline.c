/* test_cmdline.c - the kernel command line, parted as the kernel does it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/cmdline.h"

static const struct {
	const char *line;
	const char *value; /* of k.y; NULL: not there */
} cases[] = {
	{ "k.y=v", "v" },
	{ "  quiet\tk.y=v  ro", "v" },
	{ "k.y=a k.y=b", "b" },
	{ "k.y", "" },
	{ "k.y=", "" },
	{ "k.y=a k.y", "" },
	{ "k.y=a=b", "a=b" },
	{ "k.y=\"a b\" c", "a b" },
	{ "\"k.y=a b\" c", "a b" },
	{ "\"k.y\" c", "" },
	{ "k.y=a\"b c\"d e", "a\"b c\"d" },
	{ "k.y=\"a b", "a b" },
	{ "k.y=\"", "" },
	{ "k.y=\"\"", "" },
	{ "x=\"a k.y=1 \" k.y=2", "2" },
	{ "x=\"a k.y=1 b\"", NULL },
	{ "", NULL },
	{ "   ", NULL },
	{ "\"", NULL },
	{ "=", NULL },
	{ "k.yy=v k.=v xk.y=v", NULL },
	{ "quiet -- k.y=v", "v" },
};

static void values_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char buf[64] = "untouched";
		int r = cmdline_get(cases[i].line, "k.y", buf, sizeof(buf));
		int want = cases[i].value ? (int)strlen(cases[i].value) : -ENOENT;

		if (r != want || strcmp(buf, cases[i].value ? cases[i].value : "untouched") != 0)
			fail_msg("<%s>: %d, <%s>", cases[i].line, r, buf);
	}
}

static void dash_and_underscore_are_the_same(void **state)
{
	char buf[8];

	(void)state;
	assert_int_equal(cmdline_get("guest-init.log=info", "guest_init.log", buf, sizeof(buf)), 4);
	assert_string_equal(buf, "info");
	assert_int_equal(cmdline_get("k=a_b-c", "k", buf, sizeof(buf)), 5);
	assert_string_equal(buf, "a_b-c");
}

static void a_value_that_does_not_fit_is_refused(void **state)
{
	char buf[4] = "old";

	(void)state;
	assert_int_equal(cmdline_get("k=abcd", "k", buf, sizeof(buf)), -ENOSPC);
	assert_string_equal(buf, "old");
	assert_int_equal(cmdline_get("k=abc", "k", buf, sizeof(buf)), 3);
}

static const struct {
	const char *line;
	const char *parameters; /* of the module m_d */
} module_cases[] = {
	{ "m_d.p=v", "p=v" },
	{ "quiet m_d.p=1 ro m_d.q=2 m_d.p=3 ", "p=1 q=2 p=3" },
	{ "m-d.p=v", "p=v" },
	{ "m_d.p-q=v-w", "p-q=v-w" },
	{ "m_d.flag", "flag" },
	{ "m_d.p=", "p=" },
	{ "m_d.p=4K@0xfeb00000:5 m_d.p=4K@0xfeb01000:6", "p=4K@0xfeb00000:5 p=4K@0xfeb01000:6" },
	{ "m_d.p=\"a b\" c", "p=\"a b\"" },
	{ "\"m_d.p=a b\" m_d.q=1", "\"p=a b\" q=1" },
	{ "m_d.p.q=v", "p.q=v" },
	{ "m_d.p=1 -- m_d.q=2", "p=1" },
	{ "x=\"m_d.p=1 m_d.q=2\"", "" },
	{ "m.p=1 m_dd.p=1 m_d=1 m_d m_ .p=1 =m_d.p", "" },
	{ "", "" },
};

static void a_module_gets_its_parameters(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(module_cases); i++) {
		const char *line = module_cases[i].line;
		auto_free char *got = malloc(strlen(line) + 1); /* the sanitizer sees a byte more */
		size_t len;

		assert_non_null(got);
		len = cmdline_module_parameters(line, "m_d.ko", 3, got);
		if (len != strlen(got) || strcmp(got, module_cases[i].parameters) != 0)
			fail_msg("<%s>: %zu, <%s>", line, len, got);
	}
}

static void this_kernel_line_is_read(void **state)
{
	auto_fclose FILE *file = fopen("/proc/cmdline", "re");
	char line[CMDLINE_SIZE], expected[CMDLINE_SIZE] = "";
	struct error e = ERROR_INIT;

	(void)state;
	assert_non_null(file);
	assert_non_null(fgets(expected, sizeof(expected), file));
	expected[strcspn(expected, "\n")] = '\0';
	assert_int_equal(cmdline_read(line, &e), 0);
	assert_string_equal(line, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_found),
		cmocka_unit_test(dash_and_underscore_are_the_same),
		cmocka_unit_test(a_value_that_does_not_fit_is_refused),
		cmocka_unit_test(a_module_gets_its_parameters),
		cmocka_unit_test(this_kernel_line_is_read),
	};

	return cmocka_run_group_tests_name("cmdline", tests, NULL, NULL);
}

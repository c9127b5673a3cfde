/* test_suggest.c - what was probably meant. */
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
#include "common/suggest.h"

static const char *next_name(void *context)
{
	const char *const **next = context;

	return **next ? *(*next)++ : NULL;
}

static const struct {
	const char *word, *meant;
} rows[] = {
	{ "workdir", "workdir" }, { "wrokdir", "workdir" }, { "workdirs", "workdir" },
	{ "WorkDir", "workdir" }, { "orkdi", "workdir" }, { "cmnd", "cmd" }, { "command", NULL },
	{ "", NULL }, { "x", NULL }, { "guestip", "guest_ip" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  NULL },
};

static void test_suggest(void **state)
{
	static const char *const names[] = { "cmd", "workdir", "guest_ip", "guest_gw", NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *const *next = names;
		const char *meant = suggest(rows[i].word, next_name, &next);

		if (!meant != !rows[i].meant || (meant && strcmp(meant, rows[i].meant) != 0))
			fail_msg("\"%s\": %s", rows[i].word, meant ? meant : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suggest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_name_table.c - signals, limits and capabilities by their names. */
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
#include "common/name_table.h"

static const struct {
	const char *text;
	int number;
} signals[] = {
	{ "SIGTERM", 15 }, { "TERM", 15 }, { "sigterm", 15 }, { "15", 15 }, { "09", 9 },
	{ "64", 64 }, { "CLD", 17 }, { "RTMIN", 34 }, { "SIGRTMIN+3", 37 }, { "RTMAX", 64 },
	{ "rtmax-30", 34 }, { "RTMIN+30", 64 },
	{ "0", -EINVAL }, { "65", -EINVAL }, { "-1", -EINVAL }, { "", -EINVAL },
	{ "SIG", -EINVAL }, { "SIGSIGTERM", -EINVAL }, { "TERM+1", -EINVAL },
	{ "RTMIN-1", -EINVAL }, { "RTMAX+1", -EINVAL }, { "RTMIN+31", -EINVAL },
	{ "RTMIN+", -EINVAL }, { "015", -EINVAL }, { "1 ", -EINVAL },
	{ "AVERYLONGNAMEOFNOSIGNAL+1", -EINVAL }, { "RTMIN+1+1", -EINVAL },
};

static void test_signals(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		if (signal_parse(signals[i].text) != signals[i].number)
			fail_msg("\"%s\": %d", signals[i].text, signal_parse(signals[i].text));
}

static void check_table(const struct name_table *table, size_t count)
{
	assert_int_equal(table->count, count);
	for (size_t i = 0; i < count; i++) {
		const char *short_name = table->items[i].name;
		char name[64];

		snprintf(name, sizeof(name), "%s%s", table->prefix, short_name);
		assert_int_equal(name_table_find(table, name), table->items[i].number);
		assert_int_equal(name_table_find(table, short_name), table->items[i].number);
	}
	assert_int_equal(name_table_find(table, ""), -ENOENT);
	assert_int_equal(name_table_find(table, table->prefix), -ENOENT);
}

static void test_tables(void **state)
{
	(void)state;
	check_table(&rlimit_names, 16);     /* RLIM_NLIMITS */
	check_table(&capability_names, 41); /* up to CAP_CHECKPOINT_RESTORE */
	check_table(&signal_names, 31 + 3 + 2); /* those of old, three second names, the two ends */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_ip_list.c - several addresses in one text. */
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
#include "common/ip_list.h"

static const struct {
	const char *text;
	int count; /* -EINVAL: it isn't a list */
} rows[] = {
	{ "", 0 }, { "192.0.2.1", 1 }, { "192.0.2.1,::1", 2 }, { " 192.0.2.1 , ::1 ", 2 },
	{ ",", -EINVAL }, { " ", -EINVAL }, { "192.0.2.1,", -EINVAL }, { ",192.0.2.1", -EINVAL },
	{ "192.0.2.1,,::1", -EINVAL }, { "192.0.2.1 ::1", -EINVAL }, { "192.0.2.1\t", -EINVAL },
	{ "00000000000000000000000000000000000000000000000000000000000000001", -EINVAL },
};

static void test_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *rest = rows[i].text;
		struct ip_addr ip;
		int count = 0, r;

		while ((r = ip_list_next(&rest, &ip)) > 0)
			count++;
		if ((r < 0 ? r : count) != rows[i].count)
			fail_msg("\"%s\": %d, %d", rows[i].text, r, count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

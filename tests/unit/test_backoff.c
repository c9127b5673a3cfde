/* test_backoff.c - the pauses before something is started again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/supervise/backoff.h"
#include "guest-init/sys/clock.h"

#define LIVES 6

static const struct row {
	uint64_t first_s;
	uint64_t lived_s[LIVES], pause_s[LIVES]; /* one after the other */
} rows[] = {
	{ 1, { 0, 0, 0, 0, 0, 0 }, { 1, 2, 4, 8, 16, 32 } },
	{ 20, { 0, 0, 0, 0, 0, 0 }, { 20, 40, 60, 60, 60, 60 } },
	{ 1, { 9, 9, 9, 10, 9, 3600 }, { 1, 2, 4, 1, 2, 1 } },
	{ 0, { 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0 } },
	{ 60, { 0, 0, 0, 0, 0, 0 }, { 60, 60, 60, 60, 60, 60 } },
	{ 3600, { 0, 0, 20, 0, 0, 0 }, { 3600, 3600, 3600, 3600, 3600, 3600 } },
};

static void test_pauses(void **state)
{
	(void)state;
	for (const struct row *row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		struct backoff b = { .first_ns = row->first_s * NS_PER_S };

		for (size_t i = 0; i < LIVES; i++) {
			uint64_t pause_ns = backoff_pause(&b, row->lived_s[i] * NS_PER_S);

			print_message("first %u s, pause %zu\n", (unsigned)row->first_s, i);
			assert_int_equal(pause_ns, row->pause_s[i] * NS_PER_S);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_pauses) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_status_report.c - each way to end, in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "host-tools/lib/status_report.h"

static const struct row {
	const char *record, *text;
} rows[] = {
	{ "{\"version\":1,\"state\":\"running\"}", "state      running\n" },
	{ "{\"version\":1,\"state\":\"exited\",\"exit_code\":0}",
	  "state      exited\nexit code  0\n" },
	{ "{\"version\":1,\"state\":\"exited\",\"exit_code\":143,\"signal\":15}",
	  "state      exited\nexit code  143\nsignal     15 (Terminated)\n" },
	{ "{\"version\":1,\"state\":\"exited\",\"exit_code\":137,\"signal\":9,\"oom_killed\":true}",
	  "state      exited\nexit code  137\nsignal     9 (Killed), out of memory\n" },
	{ "{\"version\":1,\"state\":\"failed\",\"phase\":\"root\",\"error\":\"a\\nb\\u001b[2J\","
	  "\"warnings\":[\"c\\u0007\",\"\"],\"restarts\":3,\"boot_id\":\"x\\ty\"}",
	  "state      failed\nrestarts   3\nphase      root\nerror      a?b?[2J\n"
	  "warning    c?\nwarning    \nboot       x?y\n" },
	/* A name whose character is cut in the middle. */
	{ "{\"version\":1,\"state\":\"running\",\"phases\":["
	  "{\"name\":\"123456789012345\u00e9\",\"start_us\":0,\"end_us\":1000}]}",
	  "state      running\nphases, from 0.000 s to 0.001 s after the kernel's start\n"
	  "  123456789012345       1.000 ms  ########################################\n" },
	/* By a guest that lies: times that run backwards, and the longest a record can hold. */
	{ "{\"version\":1,\"state\":\"exited\",\"phases\":["
	  "{\"name\":\"back\",\"start_us\":5000000,\"end_us\":1},"
	  "{\"name\":\"a name that is longer\",\"start_us\":0,\"end_us\":4503599627370496},"
	  "{\"name\":\"half\",\"start_us\":0,\"end_us\":2251799813685248}]}",
	  "state      exited\nphases, from 5.000 s to 2251799813.685 s after the kernel's start\n"
	  "  back                  0.000 ms  \n"
	  "  a name that is l 4503599627370.496 ms  ########################################\n"
	  "  half             2251799813685.248 ms  ####################\n" },
};

static void each_end_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct end_record record = END_RECORD_INIT;
		char block[END_RECORD_SIZE] = "";
		auto_free char *text = NULL;
		size_t len;
		FILE *out = open_memstream(&text, &len);

		assert_non_null(out);
		memcpy(block, rows[i].record, strlen(rows[i].record));
		assert_int_equal(end_record_read(block, sizeof(block), &record, NULL), 0);
		status_report_print(&record, out);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(text, rows[i].text);
		end_record_release(&record);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_end_in_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

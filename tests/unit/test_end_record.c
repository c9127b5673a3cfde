/* test_end_record.c - what the guest writes, the host reads; and nothing else. */
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
#include "common/end_record.h"

static void test_round_trip(void **state)
{
	static const char text[] =
		"{\"version\":1,\"state\":\"exited\",\"exit_code\":137,\"signal\":9,"
		"\"oom_killed\":true,\"phase\":null,\"error\":null,\"warnings\":[\"w\"],"
		"\"restarts\":9007199254740991,\"boot_id\":\"b\","
		"\"phases\":[{\"name\":\"config\",\"start_us\":0,\"end_us\":4503599627370496}]}";
	struct end_record record = END_RECORD_INIT;
	char block[END_RECORD_SIZE];
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(end_record_read(text, sizeof(text) - 1, &record, &e), 0);
	assert_int_equal(end_record_write(&record, block), sizeof(text) - 1);
	assert_string_equal(block, text);
	assert_int_equal(block[END_RECORD_SIZE - 1], 0);
	end_record_release(&record);
}

static const struct {
	const char *text;
	int r;
} bad[] = {
	{ "", -ENODATA }, { "x", -EBADMSG }, { "[]", -EBADMSG }, { "{}", -EBADMSG },
	{ "null", -EBADMSG },
	{ "{\"version\":2,\"state\":\"exited\"}", -EBADMSG },
	{ "{\"version\":1,\"state\":\"gone\"}", -EBADMSG },
	{ "{\"version\":1,\"state\":\"exited\",\"exit_code\":256}", -EBADMSG },
	{ "{\"version\":1,\"state\":\"exited\",\"exit_code\":-1}", -EBADMSG },
	{ "{\"version\":1,\"state\":\"exited\",\"signal\":65}", -EBADMSG },
	{ "{\"version\":1,\"state\":\"exited\",\"phases\":[{}]}", -EBADMSG },
	{ "{\"version\":1,\"state\":\"exited\",\"version\":1}", -EBADMSG },
	{ "{\"version\":1,\"state\":\"exited\"", -EBADMSG },
};

static void test_bad(void **state)
{
	struct end_record record = END_RECORD_INIT;
	char block[END_RECORD_SIZE] = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct error e = ERROR_INIT;

		memset(block, 0, sizeof(block));
		strcpy(block, bad[i].text);
		if (end_record_read(block, sizeof(block), &record, &e) != bad[i].r || !*e.text ||
		    strstr(e.text, ": :"))
			fail_msg("row %zu: %s", i, e.text);
	}
	memset(block, 0, sizeof(block));
	block[END_RECORD_SIZE - 1] = '}';
	assert_int_equal(end_record_read(block, sizeof(block), &record, NULL), -EBADMSG);
	memset(block, '[', sizeof(block));
	assert_int_equal(end_record_read(block, sizeof(block), &record, NULL), -EBADMSG);
}

/* What doesn't fit is left out; what is left is a record. */
static void test_too_long(void **state)
{
	struct end_record record = END_RECORD_INIT, read = END_RECORD_INIT;
	char block[END_RECORD_SIZE];
	char text[3001];
	int len;

	(void)state;
	memset(text, '\n', sizeof(text) - 1); /* two characters each */
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(object_init(&end_record_type, &record), 0);
	record.version = 1;
	record.state = END_FAILED;
	record.error = strdup(text);
	object_mark(&end_record_type, &record, "version");
	object_mark(&end_record_type, &record, "state");
	object_mark(&end_record_type, &record, "error");
	object_mark(&end_record_type, &record, "warnings");
	for (int i = 0; i < 5; i++)
		assert_int_equal(strv_append(&record.warnings, "w"), 0);
	len = end_record_write(&record, block);
	assert_in_range(len, 1500, END_RECORD_SIZE);
	assert_int_equal(end_record_read(block, sizeof(block), &read, NULL), 0);
	assert_int_equal(read.state, END_FAILED);
	assert_int_equal(read.warnings.count, 0);
	assert_true(strlen(read.error) >= 1000);
	end_record_release(&record);
	end_record_release(&read);
}

/* As the guest makes one; the phases have names of 200 characters. */
static void fill(struct end_record *record, unsigned phases)
{
	assert_int_equal(object_init(&end_record_type, record), 0);
	record->version = 1;
	record->state = END_EXITED;
	object_mark(&end_record_type, record, "version");
	object_mark(&end_record_type, record, "state");
	for (unsigned i = 0; i < phases; i++) {
		struct end_phase *phase = object_append(&end_record_type, record, "phases");

		assert_non_null(phase);
		assert_true(asprintf(&phase->name, "%0200u", i) > 0);
		phase->set = UINT64_MAX;
	}
}

/* The last phases go first: how the boot began is worth more. */
static void test_phases_are_left_out(void **state)
{
	struct end_record record = END_RECORD_INIT, read = END_RECORD_INIT;
	char block[END_RECORD_SIZE];

	(void)state;
	fill(&record, END_RECORD_MAX_PHASES);
	assert_null(object_append(&end_record_type, &record, "phases"));
	assert_in_range(end_record_write(&record, block), END_RECORD_SIZE - 300, END_RECORD_SIZE);
	assert_int_equal(end_record_read(block, sizeof(block), &read, NULL), 0);
	assert_in_range(read.phases.count, 10, END_RECORD_MAX_PHASES - 1);
	for (size_t i = 0; i < read.phases.count; i++)
		assert_int_equal(atoi(((struct end_phase *)read.phases.items)[i].name), i);
	end_record_release(&record);
	end_record_release(&read);
}

/* An error that is cut in two stays UTF-8, wherever the cut falls. */
static void test_error_is_cut_between_characters(void **state)
{
	(void)state;
	for (size_t ascii = 0; ascii < 4; ascii++) {
		struct end_record record = END_RECORD_INIT, read = END_RECORD_INIT;
		char block[END_RECORD_SIZE];
		char text[6001] = "";

		memset(text, 'x', ascii);
		while (strlen(text) + 4 < sizeof(text))
			strcat(text, "\xf0\x9f\x90\xa7");
		fill(&record, 0);
		record.error = strdup(text);
		object_mark(&end_record_type, &record, "error");
		assert_in_range(end_record_write(&record, block), 2900, END_RECORD_SIZE);
		assert_int_equal(end_record_read(block, sizeof(block), &read, NULL), 0);
		end_record_release(&record);
		end_record_release(&read);
	}
}

/* What has to stay can be too long, too. */
static void test_nothing_is_left_to_leave_out(void **state)
{
	struct end_record record = END_RECORD_INIT;
	char block[END_RECORD_SIZE];

	(void)state;
	fill(&record, 0);
	assert_true(asprintf(&record.boot_id, "%0*d", END_RECORD_SIZE, 0) > 0);
	object_mark(&end_record_type, &record, "boot_id");
	assert_true(end_record_write(&record, block) < 0);
	object_unmark(&end_record_type, &record, "boot_id");
	assert_true(end_record_write(&record, block) > 0);
	end_record_release(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_phases_are_left_out),
		cmocka_unit_test(test_error_is_cut_between_characters),
		cmocka_unit_test(test_nothing_is_left_to_leave_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

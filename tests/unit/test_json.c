/* test_json.c - strict JSON, keys, places and pointers. */
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
#include "common/json.h"
#include "common/json_scan.h"

static int scan(const char *text, size_t len)
{
	struct diag_list list = DIAG_LIST_INIT;
	int r = json_scan(text, len, NULL, &list);

	if (r == 0)
		assert_int_equal(list.count, 0);
	else
		assert_int_equal(list.count, 1);
	diag_list_release(&list);
	return r;
}

/* A good text's every beginning is a bad one, and reads nothing behind its end. */
static void test_cut_off(void **state)
{
	static const char text[] =
		"{\"a\":[true,false,null,-1.5e+3,\"\\ud83d\\ude00\303\251\\n\"],\"b\":{}}";

	(void)state;
	assert_int_equal(scan(text, sizeof(text) - 1), 0);
	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		/* No NUL behind it: the sanitizer sees a step too far. */
		auto_free char *exact = malloc(len ? len : 1);

		assert_non_null(exact);
		memcpy(exact, text, len);
		assert_int_equal(scan(exact, len), -EBADMSG);
	}
}

static void test_keys(void **state)
{
	struct json_key plain = { .text = "a/\303\251", .len = 4 };
	struct json_key escaped = { .text = "\\u0061\\/\\u00e9", .len = 14 };
	struct json_key longer = { .text = "a/\303\251b", .len = 5 };
	auto_free char *decoded = json_key_decode(escaped);

	(void)state;
	assert_string_equal(decoded, "a/\303\251");
	assert_int_equal(json_key_compare(plain, escaped), 0);
	assert_true(json_key_compare(plain, longer) < 0);
	assert_true(json_key_compare(longer, escaped) > 0);
}

static void test_pointers(void **state)
{
	auto_free char *key = json_pointer_key("/x", "a/b~c");
	auto_free char *index = json_pointer_index("", 7);

	(void)state;
	assert_string_equal(key, "/x/a~1b~0c");
	assert_string_equal(index, "/7");
}

static void test_integers(void **state)
{
	static const int64_t values[] = { 0, -1, 2147483648, 999999999999999, 1000000000000000,
					  JSON_MAX_INTEGER, -JSON_MAX_INTEGER };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		cJSON *json = json_integer(values[i]);
		auto_free char *text = cJSON_PrintUnformatted(json);

		cJSON_Delete(json);
		assert_int_equal(strtoll(text, NULL, 10), values[i]);
		assert_null(strpbrk(text, ".eE"));
	}
}

static void test_place(void **state)
{
	static const char text[] = "a\303\251\nb\n\nc";
	struct json_place place = JSON_PLACE_INIT;

	(void)state;
	json_place_advance(text, &place, 3);
	assert_int_equal(place.line, 1);
	assert_int_equal(place.column, 3);
	json_place_advance(text, &place, 7);
	assert_int_equal(place.line, 4);
	assert_int_equal(place.column, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_pointers),
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

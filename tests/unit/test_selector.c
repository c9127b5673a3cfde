/* test_selector.c - which texts name a device, and which don't. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/selector.h"

static const struct {
	const char *text;
	enum selector_kind kind;
	const char *value;
} good[] = {
	{ "/dev/vda", SELECTOR_PATH, "/dev/vda" },
	{ "/dev/vdaa", SELECTOR_PATH, "/dev/vdaa" },
	{ "/dev/mapper/data", SELECTOR_PATH, "/dev/mapper/data" },
	{ "/dev/..data", SELECTOR_PATH, "/dev/..data" },
	{ "serial:cocoon-layer0", SELECTOR_SERIAL, "cocoon-layer0" },
	{ "serial:12345678901234567890", SELECTOR_SERIAL, "12345678901234567890" },
	{ "label:my data: /x", SELECTOR_LABEL, "my data: /x" },
	{ "uuid:6D3A1C52-0000-4000-8000-0123456789ab", SELECTOR_UUID,
	  "6D3A1C52-0000-4000-8000-0123456789ab" },
	{ "uuid:1A2B-3C4D", SELECTOR_UUID, "1A2B-3C4D" },
};

static const struct {
	const char *text;
	const char *why; /* a part of the answer */
} bad[] = {
	{ "", "names no device" },
	{ "vda", "names no device" },
	{ "/devices/vda", "names no device" },
	{ "SERIAL:x", "names no device" },
	{ " /dev/vda", "names no device" },
	{ "/dev/", "nothing behind" },
	{ "serial:", "nothing behind" },
	{ "label:", "nothing behind" },
	{ "uuid:", "nothing behind" },
	{ "/dev//vda", "plain path" },
	{ "/dev/vda/", "plain path" },
	{ "/dev/.", "plain path" },
	{ "/dev/../etc/passwd", "plain path" },
	{ "/dev/a/..", "plain path" },
	{ "/dev/a/./b", "plain path" },
	{ "serial:123456789012345678901", "more than 20" },
	{ "label:a\nb", "control" },
	{ "uuid:zz", "no UUID" },
	{ "uuid:6d3a1c52-0000-4000-8000-0123456789abc", "no UUID" },
};

static void good_selectors_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct selector s;

		if (selector_check(good[i].text))
			fail_msg("'%s' %s", good[i].text, selector_check(good[i].text));
		assert_int_equal(selector_parse(good[i].text, &s), 0);
		assert_int_equal(s.kind, good[i].kind);
		assert_string_equal(s.text, good[i].text);
		assert_string_equal(selector_value(&s), good[i].value);
	}
}

static void bad_selectors_are_refused_with_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *why = selector_check(bad[i].text);
		struct selector s = { .kind = SELECTOR_KIND_COUNT };

		if (!why || !strstr(why, bad[i].why))
			fail_msg("'%s' %s", bad[i].text, why ? why : "was taken");
		assert_int_equal(selector_parse(bad[i].text, &s), -EINVAL);
		assert_int_equal(s.kind, SELECTOR_KIND_COUNT);
	}
}

static void length_is_limited(void **state)
{
	char text[SELECTOR_TEXT_SIZE + 1];
	struct selector s;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "label:", 6);
	text[SELECTOR_TEXT_SIZE] = '\0';
	assert_non_null(selector_check(text));
	text[SELECTOR_TEXT_SIZE - 1] = '\0';
	assert_null(selector_check(text));
	assert_int_equal(selector_parse(text, &s), 0);
	assert_string_equal(s.text, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_selectors_are_read),
		cmocka_unit_test(bad_selectors_are_refused_with_a_reason),
		cmocka_unit_test(length_is_limited),
	};

	return cmocka_run_group_tests_name("selector", tests, NULL, NULL);
}

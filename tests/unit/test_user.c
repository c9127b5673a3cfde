/* test_user.c - which texts say who a program runs as, and which don't. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/user.h"

#define NAME_250 "abcde" "fghij" "klmno" "pqrst" "uvwxy" "abcde" "fghij" "klmno" "pqrst" "uvwxy" \
	"abcde" "fghij" "klmno" "pqrst" "uvwxy" "abcde" "fghij" "klmno" "pqrst" "uvwxy" \
	"abcde" "fghij" "klmno" "pqrst" "uvwxy" "abcde" "fghij" "klmno" "pqrst" "uvwxy" \
	"abcde" "fghij" "klmno" "pqrst" "uvwxy" "abcde" "fghij" "klmno" "pqrst" "uvwxy" \
	"abcde" "fghij" "klmno" "pqrst" "uvwxy" "abcde" "fghij" "klmno" "pqrst" "uvwxy"

static const struct {
	const char *text;
	struct user_ref user, group;
} good[] = {
	{ "", { USER_REF_ID, 0, "" }, { USER_REF_NONE, 0, "" } },
	{ ":", { USER_REF_ID, 0, "" }, { USER_REF_NONE, 0, "" } },
	{ "0", { USER_REF_ID, 0, "" }, { USER_REF_NONE, 0, "" } },
	{ "007", { USER_REF_ID, 7, "" }, { USER_REF_NONE, 0, "" } },
	{ "4294967294", { USER_REF_ID, 4294967294u, "" }, { USER_REF_NONE, 0, "" } },
	{ "bob", { USER_REF_NAME, 0, "bob" }, { USER_REF_NONE, 0, "" } },
	{ "bob:", { USER_REF_NAME, 0, "bob" }, { USER_REF_NONE, 0, "" } },
	{ "bob:staff", { USER_REF_NAME, 0, "bob" }, { USER_REF_NAME, 0, "staff" } },
	{ "bob:50", { USER_REF_NAME, 0, "bob" }, { USER_REF_ID, 50, "" } },
	{ "1000:staff", { USER_REF_ID, 1000, "" }, { USER_REF_NAME, 0, "staff" } },
	{ ":staff", { USER_REF_ID, 0, "" }, { USER_REF_NAME, 0, "staff" } },
	{ ":50", { USER_REF_ID, 0, "" }, { USER_REF_ID, 50, "" } },
	{ "1a", { USER_REF_NAME, 0, "1a" }, { USER_REF_NONE, 0, "" } },
	{ "www-data", { USER_REF_NAME, 0, "www-data" }, { USER_REF_NONE, 0, "" } },
	{ "DOM\\j\303\266rg", { USER_REF_NAME, 0, "DOM\\j\303\266rg" }, { USER_REF_NONE, 0, "" } },
	{ NAME_250 "fghij", { USER_REF_NAME, 0, NAME_250 "fghij" }, { USER_REF_NONE, 0, "" } },
};

static const struct {
	const char *text;
	const char *why; /* a part of the answer */
} bad[] = {
	{ "a:b:c", "more than one" },
	{ "::", "more than one" },
	{ "4294967295", "user number above" },
	{ "99999999999999999999999999999999999999", "user number above" },
	{ "0:4294967295", "group number above" },
	{ "-1", "user name that begins with" },
	{ "+5", "user name that begins with" },
	{ "bob:-1", "group name that begins with" },
	{ "bob smith", "in the user name" },
	{ " bob", "in the user name" },
	{ "1 ", "in the user name" },
	{ "bob\n", "in the user name" },
	{ "bob\177", "in the user name" },
	{ "a,b", "in the user name" },
	{ "bob:a b", "in the group name" },
	{ NAME_250 "fghijk", "user name of more than 255" },
	{ "0:" NAME_250 "fghijk", "group name of more than 255" },
};

static void assert_ref(const struct user_ref *ref, const struct user_ref *wanted)
{
	assert_int_equal(ref->kind, wanted->kind);
	assert_int_equal(ref->id, wanted->id);
	assert_string_equal(ref->name, wanted->name);
}

static void good_users_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct user_spec spec;

		if (user_spec_check(good[i].text) || user_spec_parse(good[i].text, &spec) < 0)
			fail_msg("'%s' is refused", good[i].text);
		assert_ref(&spec.user, &good[i].user);
		assert_ref(&spec.group, &good[i].group);
	}
}

static void bad_users_are_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct user_spec spec = { .user.id = 77 };
		const char *why = user_spec_check(bad[i].text);

		if (!why || !strstr(why, bad[i].why))
			fail_msg("'%s' %s", bad[i].text, why ? why : "is taken");
		assert_int_equal(user_spec_parse(bad[i].text, &spec), -EINVAL);
		assert_int_equal(spec.user.id, 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_users_are_read),
		cmocka_unit_test(bad_users_are_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

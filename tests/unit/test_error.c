/* test_error.c - one failure, with context on its way out. */
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
#include "common/error.h"

static void test_set(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(error_set(&e, ENOENT, "cannot open '%s': %m", "a\nb"), -ENOENT);
	assert_string_equal(e.text, "cannot open 'a?b': No such file or directory");
	assert_int_equal(error_wrap(&e, -ENOENT, "phase %d", 1), -ENOENT);
	assert_string_equal(e.text, "phase 1: cannot open 'a?b': No such file or directory");
	assert_int_equal(error_set(NULL, EIO, "x"), -EIO);
	assert_int_equal(error_wrap(NULL, -EIO, "x"), -EIO);
}

static void test_long(void **state)
{
	struct error e = ERROR_INIT;
	char text[1001] = { 0 };

	(void)state;
	for (size_t i = 0; i < 1000; i += 2)
		memcpy(text + i, "\303\251", 2);
	error_set(&e, EIO, "%s", text);
	assert_true(strlen(e.text) >= ERROR_TEXT_SIZE - 2);
	assert_int_equal(strlen(e.text) % 2, 0); /* cut at a character's end */
	for (int i = 0; i < 100; i++)
		error_wrap(&e, -EIO, "context");
	assert_memory_equal(e.text, "context: context: ", 18);
	assert_true(strlen(e.text) < ERROR_TEXT_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

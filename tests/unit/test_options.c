/* test_options.c - the option table: parsing and --help. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/options.h"

static const struct option_row options[] = {
	{ "size", 's', "SIZE", "First", "how large\n(second line)" },
	{ "silent", 0, NULL, "First", "say nothing" },
	{ "a-very-long-option-name", 'a', "ARGUMENT", "Second", "goes to the next line" },
};

static const char *const synopses[] = { "[--size SIZE] IN", "--silent", NULL };

#define TOOL \
	.name = "tool", .summary = "Do it.", .synopses = synopses, \
	.options = options, .count = ARRAY_SIZE(options), .notes = "The end.\n"

static const struct tool tool = { TOOL };
static const struct tool runs_commands = { TOOL, .ends_at_operand = true };

#define MAX_WORDS 6

/* A command line, and what options_next() says to it: a letter an option ('0' its index), '=' and
 * the argument, then '|' and the operands, or the error. */
static const struct row {
	const char *words[MAX_WORDS];
	const char *expected;
} rows[] = {
	{ { NULL }, "|" },
	{ { "in" }, "| in" },
	{ { "--size", "4" }, "0=4|" },
	{ { "--size=4", "in" }, "0=4| in" },
	{ { "-s4", "--silent" }, "0=41|" },
	{ { "in", "-s", "4", "out" }, "0=4| in out" },
	{ { "-", "--silent" }, "1| -" },
	{ { "--", "--silent" }, "| --silent" },
	{ { "--size=" }, "0=|" },
	{ { "--size" }, "!option '--size' needs an argument, SIZE" },
	{ { "-s" }, "!option '--size' needs an argument, SIZE" },
	{ { "--silent=1" }, "!option '--silent' takes no argument" },
	{ { "--nope" }, "!unknown or ambiguous option '--nope'" },
	{ { "--si" }, "!unknown or ambiguous option '--si'" },
	{ { "--sise=4" }, "!unknown or ambiguous option '--sise=4' (did you mean '--size'?)" },
	{ { "--silnet" }, "!unknown or ambiguous option '--silnet' (did you mean '--silent'?)" },
	{ { "-x" }, "!unknown option '-x'" },
	{ { "-?" }, "!unknown option '-?'" },
	{ { "-:" }, "!unknown option '-:'" },
	{ { "-\n" }, "!unknown option '-?'" },
	{ { "--no\npe" }, "!unknown or ambiguous option '--no?pe'" },
};

static const struct row command_rows[] = {
	{ { "-s4", "in", "--silent" }, "0=4| in --silent" },
	{ { "-s4", "--", "in", "--silent" }, "0=4| in --silent" },
	{ { "-", "--nope" }, "| - --nope" },
};

static void append(char *text, size_t size, const char *more)
{
	assert_true(strlen(text) + strlen(more) < size);
	strcat(text, more);
}

static void parse(const struct tool *t, const struct row *row, char *text, size_t size)
{
	char *argv[MAX_WORDS + 2] = { (char *)"tool" };
	struct error e = ERROR_INIT;
	const char *arg = NULL;
	int argc = 1, operands = 0, option;

	for (int i = 0; i < MAX_WORDS && row->words[i]; i++)
		argv[argc++] = (char *)row->words[i];
	optind = 0; /* glibc: begin anew */
	while ((option = options_next(t, argc, argv, &arg, &operands, &e)) >= 0) {
		append(text, size, (char[]){ (char)('0' + option), '\0' });
		if (arg) {
			append(text, size, "=");
			append(text, size, arg);
		}
	}
	append(text, size, option == OPTIONS_END ? "|" : "!");
	for (; option == OPTIONS_END && operands < argc; operands++) {
		append(text, size, " ");
		append(text, size, argv[operands]);
	}
	append(text, size, e.text);
}

static void check(const struct tool *t, const struct row *row)
{
	char text[512] = "";

	parse(t, row, text, sizeof(text));
	assert_string_equal(text, row->expected);
}

static void test_parse(void **state)
{
	(void)state;
	for (const struct row *row = rows; row < rows + ARRAY_SIZE(rows); row++)
		check(&tool, row);
}

static void test_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(command_rows); i++)
		check(&runs_commands, &command_rows[i]);
}

static void test_help(void **state)
{
	static const char expected[] =
		"Usage: tool [--size SIZE] IN\n"
		"       tool --silent\n"
		"\n"
		"Do it.\n"
		"\n"
		"First:\n"
		"  -s, --size SIZE       how large\n"
		"                        (second line)\n"
		"      --silent          say nothing\n"
		"\n"
		"Second:\n"
		"  -a, --a-very-long-option-name ARGUMENT\n"
		"                        goes to the next line\n"
		"\n"
		"The end.\n";
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	options_print_help(&tool, out);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void test_misuse(void **state)
{
	struct error e = { "no such thing" };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	options_print_misuse(&tool, &e, out);
	fclose(out);
	assert_string_equal(text, "tool: no such thing\nTry 'tool --help'\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_misuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* options.c - one table describes a tool's command line. */
#include "host-tools/lib/options.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

#include "common/suggest.h"

#define FIRST_VALUE 256 /* past every letter, so that '?' and ':' stay getopt's own */
#define HELP_COLUMN 24
#define LETTERS_SIZE (2 * OPTIONS_MAX + 3)

/* The table in getopt's two forms. The letters begin with ':': it is for us to print messages; and
 * before that with '+' where an operand ends the options. */
static void translate(const struct tool *tool, struct option longs[static OPTIONS_MAX + 1],
		      char letters[static LETTERS_SIZE])
{
	char *p = letters;

	assert(tool->count <= OPTIONS_MAX);
	if (tool->ends_at_operand)
		*p++ = '+';
	*p++ = ':';
	for (int i = 0; i < tool->count; i++) {
		const struct option_row *row = &tool->options[i];

		longs[i] = (struct option){
			.name = row->name, .val = FIRST_VALUE + i,
			.has_arg = row->arg ? required_argument : no_argument,
		};
		if (!row->letter)
			continue;
		*p++ = row->letter;
		if (row->arg)
			*p++ = ':';
	}
	longs[tool->count] = (struct option){ 0 };
	*p = '\0';
}

static int index_of(const struct tool *tool, int value)
{
	for (int i = 0; i < tool->count; i++)
		if (value == FIRST_VALUE + i || (value && value == tool->options[i].letter))
			return i;
	return -1;
}

struct row_list {
	const struct tool *tool;
	int next;
};

static const char *next_name(void *context)
{
	struct row_list *rows = context;

	return rows->next < rows->tool->count ? rows->tool->options[rows->next++].name : NULL;
}

/* word: "--name" or "--name=value". */
static int unknown(const struct tool *tool, const char *word, struct error *e)
{
	char name[64] = "";
	const char *meant;

	if (strlen(word) > 2)
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	meant = suggest(name, next_name, &(struct row_list){ .tool = tool });
	return error_set(e, EINVAL, "unknown or ambiguous option '%s'%s%s%s", word,
			 meant ? " (did you mean '--" : "", meant ? meant : "", meant ? "'?)" : "");
}

/* optopt: a letter; the value of a long option; 0 for a long option that isn't there. word: of the
 * command line, the one that getopt looked at last. */
static int misuse(const struct tool *tool, int value, const char *word, struct error *e)
{
	int i = index_of(tool, optopt);

	if (value == ':')
		return error_set(e, EINVAL, "option '--%s' needs an argument, %s",
				 tool->options[i].name, tool->options[i].arg);
	if (i >= 0)
		return error_set(e, EINVAL, "option '--%s' takes no argument",
				 tool->options[i].name);
	if (optopt)
		return error_set(e, EINVAL, "unknown option '-%c'", optopt);
	return unknown(tool, word, e);
}

int options_next(const struct tool *tool, int argc, char *const *argv, const char **ret_arg,
		 int *ret_operands, struct error *e)
{
	struct option longs[OPTIONS_MAX + 1];
	char letters[LETTERS_SIZE];
	int value;

	translate(tool, longs, letters);
	opterr = 0;
	value = getopt_long(argc, argv, letters, longs, NULL);
	if (value == -1) {
		*ret_operands = optind;
		return OPTIONS_END;
	}
	if (value == '?' || value == ':')
		return misuse(tool, value, argv[optind - 1], e);
	*ret_arg = optarg;
	return index_of(tool, value);
}

/* "  -f, --force" or "      --size SIZE"; returns the column where it ends. */
static int print_names(const struct option_row *row, FILE *out)
{
	int n = row->letter ? fprintf(out, "  -%c, ", row->letter) : fprintf(out, "      ");

	n += fprintf(out, "--%s", row->name);
	return row->arg ? n + fprintf(out, " %s", row->arg) : n;
}

static void print_option(const struct option_row *row, FILE *out)
{
	int column = print_names(row, out);

	if (column + 2 > HELP_COLUMN) {
		fputc('\n', out);
		column = 0;
	}
	for (const char *line = row->help; *line; column = 0) {
		int length = (int)strcspn(line, "\n");

		fprintf(out, "%*s%.*s\n", HELP_COLUMN - column, "", length, line);
		line += length + (line[length] == '\n');
	}
}

void options_print_help(const struct tool *tool, FILE *out)
{
	const char *group = "";

	for (const char *const *s = tool->synopses; *s; s++)
		fprintf(out, "%s %s %s\n", s == tool->synopses ? "Usage:" : "      ", tool->name,
			*s);
	fprintf(out, "\n%s\n", tool->summary);
	for (int i = 0; i < tool->count; i++) {
		const struct option_row *row = &tool->options[i];

		if (strcmp(row->group, group))
			fprintf(out, "\n%s:\n", row->group);
		group = row->group;
		print_option(row, out);
	}
	if (tool->notes)
		fprintf(out, "\n%s", tool->notes);
}

void options_print_misuse(const struct tool *tool, const struct error *e, FILE *out)
{
	fprintf(out, "%s: %s\nTry '%s --help'\n", tool->name, e->text, tool->name);
}

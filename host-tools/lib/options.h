/* options.h - one table describes a tool's command line: parsing, --help, completion and the man
 * page's OPTIONS section read it. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

#define OPTIONS_MAX 64 /* rows of a table */

struct option_row {
	const char *name;  /* long form, without the dashes */
	char letter;       /* short form; 0: none */
	const char *arg;   /* what the argument is called, e.g. "SIZE"; NULL: takes none */
	const char *group; /* heading it stands under */
	const char *help;  /* what it does; may have several lines */
};

struct tool {
	const char *name;
	const char *summary;             /* one sentence */
	const char *const *synopses;     /* what may follow the name; NULL-terminated */
	const struct option_row *options;
	int count;                       /* at most OPTIONS_MAX */
	const char *notes;               /* behind the options: operands, environment */
	bool ends_at_operand;            /* what follows the first operand is no option */
};

#define OPTIONS_END (-1)

/* The next option, in the command line's order; operands move behind the options, unless the tool
 * ends_at_operand, and begin at *ret_operands once OPTIONS_END was returned. Wraps getopt_long(),
 * whose state it shares.
 * Returns an index into tool->options, with *ret_arg its argument or NULL; OPTIONS_END; or -EINVAL
 * with *e saying what is wrong with the command line. */
int options_next(const struct tool *tool, int argc, char *const *argv, const char **ret_arg,
		 int *ret_operands, struct error *e);

/* What --help says. */
void options_print_help(const struct tool *tool, FILE *out);

/* Two lines for a misused command line: what is wrong, and where to look. */
void options_print_misuse(const struct tool *tool, const struct error *e, FILE *out);

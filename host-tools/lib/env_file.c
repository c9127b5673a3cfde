/* env_file.c - files of variables, in the grammar of docker's --env-file. */
#include "host-tools/lib/env_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/utf8.h"

/* Unicode's White_Space (PropList.txt): what docker skips before a name. */
static const char *const white_space[] = {
	"\t", "\n", "\v", "\f", "\r", " ", "\xc2\x85", "\u00a0", "\u1680", "\u2000", "\u2001",
	"\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
	"\u2028", "\u2029", "\u202f", "\u205f", "\u3000",
};

static const char *skip_space(const char *p, const char *end)
{
	for (size_t i = 0; i < ARRAY_SIZE(white_space); i++) {
		size_t len = strlen(white_space[i]);

		if ((size_t)(end - p) >= len && !memcmp(p, white_space[i], len)) {
			p += len;
			i = (size_t)-1; /* again from the first */
		}
	}
	return p;
}

/* The column, from 1, of the first character that is NUL or not UTF-8; 0 when there is none. */
static size_t find_bad_byte(const char *p, const char *end)
{
	size_t column = 1;

	for (size_t n; p < end; p += n, column++) {
		n = *p ? utf8_character(p, (size_t)(end - p)) : 0;
		if (!n)
			return column;
	}
	return 0;
}

bool env_is_text(const char *text)
{
	return !find_bad_byte(text, text + strlen(text));
}

static int take_over(struct document *d, size_t line, size_t column, const char *name,
		     struct strmap *env)
{
	const char *value = getenv(name);

	if (!value)
		return 0;
	if (env_is_text(value))
		return strmap_set(env, name, value);
	document_error(d, line, column, "the variable \"%.64s\" of the environment is not UTF-8",
		       name);
	return 0;
}

/* One line, without its end. */
static int parse_line(struct document *d, size_t line, const char *p, const char *end,
		      struct strmap *env)
{
	const char *start = skip_space(p, end), *equals;
	auto_free char *text = NULL;
	size_t column = find_bad_byte(p, end), name_len;

	if (column) {
		document_error(d, line, column, "a byte that is not UTF-8, or is NUL");
		return 0;
	}
	if (start == end || *start == '#')
		return 0;
	for (column = 1; p < start; column++)
		p += utf8_character(p, (size_t)(end - p));
	text = strndup(start, (size_t)(end - start));
	if (!text)
		return -ENOMEM;
	equals = strchr(text, '=');
	name_len = strcspn(text, "=");
	text[name_len] = '\0';
	if (!name_len)
		document_error(d, line, column, "a name is missing before '='");
	else if (strpbrk(text, " \t"))
		document_error(d, line, column, "the name of a variable contains white space");
	else if (!equals)
		return take_over(d, line, column, text, env);
	else
		return strmap_set(env, text, equals + 1);
	return 0;
}

int env_file_parse(struct document *d, struct strmap *env)
{
	static const char mark[] = "\ufeff";
	const char *p = d->text, *end = d->text + d->len;
	size_t line = 1;

	if (d->len >= strlen(mark) && !memcmp(p, mark, strlen(mark)))
		p += strlen(mark);
	for (; p < end; line++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *line_end = newline ? newline : end;
		int r;

		if (line_end > p && line_end[-1] == '\r')
			line_end--;
		r = parse_line(d, line, p, line_end, env);
		if (r < 0)
			return r;
		if (env->count > ENV_MAX_COUNT) {
			document_error(d, line, 1, "more than %u variables", ENV_MAX_COUNT);
			return 0;
		}
		p = newline ? newline + 1 : end;
	}
	return 0;
}

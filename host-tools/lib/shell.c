/* shell.c - print a command: quoted for a shell, or an argument a line. */
#include "host-tools/lib/shell.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/stream.h"

static void print_quoted(FILE *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=./:,@%";

	if (*text && !text[strspn(text, plain)]) {
		fputs(text, out);
		return;
	}
	fputc('\'', out);
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", out);
		else
			fputc(*text, out);
	fputc('\'', out);
}

/* An option and its value share a line. */
static void print_shell(FILE *out, const char *text, bool first)
{
	if (!first)
		fputs(*text == '-' ? " \\\n\t" : " ", out);
	print_quoted(out, text);
}

static int print_list(FILE *out, const cJSON *list, enum argv_format format, bool *first,
		      struct error *e)
{
	const cJSON *item;

	if (!cJSON_IsArray(list))
		return error_set(e, EINVAL, "host.targets.qemu: argv and append must be arrays");
	cJSON_ArrayForEach(item, list) {
		const char *text = cJSON_GetStringValue(item);

		if (!text)
			return error_set(e, EINVAL,
					 "host.targets.qemu: an argument isn't a string");
		if (format == ARGV_LINES && strchr(text, '\n'))
			return error_set(e, EINVAL, "an argument has a newline (--format shell "
					 "can print it)");
		if (format == ARGV_SHELL)
			print_shell(out, text, *first);
		else
			fprintf(out, "%s%s", *first ? "" : "\n", text);
		*first = false;
	}
	return 0;
}

char *shell_print(const cJSON *command, enum argv_format format, struct error *e)
{
	auto_free char *text = NULL;
	bool first = true;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int r;

	if (!out)
		return NULL;
	r = print_list(out, cJSON_GetObjectItemCaseSensitive(command, "argv"), format, &first, e);
	if (r == 0)
		r = print_list(out, cJSON_GetObjectItemCaseSensitive(command, "append"), format,
			       &first, e);
	return stream_close_memory(out) < 0 || r < 0 ? NULL : take_ptr(text);
}

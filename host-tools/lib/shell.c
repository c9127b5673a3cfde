/* shell.c - a command: quoted for a shell, an argument a line, or to be executed. */
#include "host-tools/lib/shell.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/text_stream.h"

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

/* Call take for each argument. Returns 0, what take returns, or -EINVAL. */
static int each_argument(const cJSON *command, int (*take)(void *context, const char *text,
							   struct error *e),
			 void *context, struct error *e)
{
	static const char *const names[] = { "argv", "append" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const cJSON *list = cJSON_GetObjectItemCaseSensitive(command, names[i]), *item;

		if (!cJSON_IsArray(list))
			return error_set(e, EINVAL,
					 "host.targets.qemu: argv and append must be arrays");
		if (i == 0 && !cJSON_GetArraySize(list))
			return error_set(e, EINVAL, "host.targets.qemu: argv is empty");
		cJSON_ArrayForEach(item, list) {
			const char *text = cJSON_GetStringValue(item);
			int r;

			if (!text)
				return error_set(e, EINVAL,
						 "host.targets.qemu: an argument isn't a string");
			r = take(context, text, e);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

struct printer {
	FILE *out;
	enum argv_format format;
	bool begun;
};

static int print_argument(void *context, const char *text, struct error *e)
{
	struct printer *p = context;

	if (p->format == ARGV_LINES && strchr(text, '\n'))
		return error_set(e, EINVAL, "an argument has a newline (--format shell "
				 "can print it)");
	if (p->format == ARGV_SHELL)
		print_shell(p->out, text, !p->begun);
	else
		fprintf(p->out, "%s%s", p->begun ? "\n" : "", text);
	p->begun = true;
	return 0;
}

char *shell_print(const cJSON *command, enum argv_format format, struct error *e)
{
	auto_free char *text = NULL;
	struct printer p = { .format = format };
	struct text_stream s;
	int r;

	if (text_stream_open(&s) < 0)
		return NULL;
	p.out = s.out;
	r = each_argument(command, print_argument, &p, e);
	return text_stream_close(&s, &text, NULL) < 0 || r < 0 ? NULL : take_ptr(text);
}

static int append_argument(void *context, const char *text, struct error *e)
{
	return strv_append(context, text) < 0 ? error_set(e, ENOMEM, "%m") : 0;
}

int shell_argv(const cJSON *command, struct strv *ret, struct error *e)
{
	struct strv argv = { 0 };
	int r = each_argument(command, append_argument, &argv, e);

	if (r < 0)
		strv_release(&argv);
	else
		*ret = argv;
	return r;
}

/* systemd_conf.c - values as systemd's configuration files take them. */
#include "guest-init/sys/systemd_conf.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Not isalnum(): that is the locale's opinion. */
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define DIGITS "0123456789"

static bool takes_name(const char *name)
{
	return *name && !strchr(DIGITS, *name) && !name[strspn(name, LETTERS DIGITS)];
}

static bool takes_value(const char *value)
{
	for (const char *p = value; *p; p++)
		if (((unsigned char)*p < ' ' && *p != '\t' && *p != '\n') || *p == 0x7f)
			return false;
	return true;
}

/* What a character is inside double quotes; NULL: itself. */
static const char *escape(char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\t':
		return "\\t";
	case '%': /* a specifier otherwise */
		return "%%";
	default:
		return NULL;
	}
}

int systemd_conf_environment(FILE *out, const char *name, const char *value)
{
	if (!takes_name(name) || !takes_value(value))
		return -EINVAL;
	fprintf(out, "DefaultEnvironment=\"%s=", name);
	for (const char *p = value; *p; p++) {
		const char *escaped = escape(*p);

		if (escaped)
			fputs(escaped, out);
		else
			fputc(*p, out);
	}
	fputs("\"\n", out);
	return 0;
}

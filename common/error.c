/* error.c - one failure: described where it happens, given context on the way out. */
#include "common/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"

int error_set(struct error *e, int err, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return -err;
	va_start(ap, fmt);
	errno = err;
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	text_one_line(e->text);
	return -err;
}

int error_wrap(struct error *e, int r, const char *fmt, ...)
{
	struct error inner;
	size_t used;
	va_list ap;

	if (!e)
		return r;
	inner = *e;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", inner.text);
	text_one_line(e->text);
	return r;
}

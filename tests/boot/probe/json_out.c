/* json_out.c - write one JSON object as one line, in one write(). */
#include "tests/boot/probe/json_out.h"

#include <err.h>
#include <stdlib.h>
#include <unistd.h>

static void put_quoted(FILE *f, const char *s)
{
	putc('"', f);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c < ' ')
			fprintf(f, "\\u%04x", c);
		else
			putc(c, f);
	}
	putc('"', f);
}

/* A member is preceded by a comma unless it is its container's first. */
static void put_key(struct json_out *o, const char *key)
{
	char last;

	if (fflush(o->stream) != 0)
		err(1, "cannot build the line");
	last = o->len ? o->text[o->len - 1] : '\0';
	if (last != '\0' && last != '{' && last != '[')
		putc(',', o->stream);
	if (key) {
		put_quoted(o->stream, key);
		putc(':', o->stream);
	}
}

void json_begin(struct json_out *o, const char *name)
{
	*o = (struct json_out){ 0 };
	o->stream = open_memstream(&o->text, &o->len);
	if (!o->stream)
		err(1, "cannot build the line");
	json_open(o, NULL, '{');
	json_string(o, "probe", name);
}

static int write_all(const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, text, len);

		if (n < 0) {
			warn("standard output");
			return 1;
		}
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

int json_end(struct json_out *o)
{
	int r;

	json_close(o, '{');
	putc('\n', o->stream);
	if (fclose(o->stream) != 0)
		err(1, "cannot build the line");
	r = write_all(o->text, o->len);
	free(o->text);
	return r;
}

void json_open(struct json_out *o, const char *key, char bracket)
{
	put_key(o, key);
	putc(bracket, o->stream);
}

void json_close(struct json_out *o, char bracket)
{
	putc(bracket == '{' ? '}' : ']', o->stream);
}

void json_string(struct json_out *o, const char *key, const char *value)
{
	put_key(o, key);
	if (value)
		put_quoted(o->stream, value);
	else
		fputs("null", o->stream);
}

void json_number(struct json_out *o, const char *key, long long value)
{
	put_key(o, key);
	fprintf(o->stream, "%lld", value);
}

/* error.h - one failure: described where it happens, given context on the way out. */
#pragma once
#include <stddef.h>

/* What is kept of a failure's text, with its NUL; longer texts are cut at a character's end. */
#define ERROR_TEXT_SIZE 512

struct error {
	char text[ERROR_TEXT_SIZE]; /* one line, UTF-8, no newline; empty: nothing has failed */
};

#define ERROR_INIT { "" }

/* Describe a failure. Control characters in the arguments come out as '?', so that a hostile name
 * can't forge a second line. fmt may use %m: it then speaks of err.
 * err: a positive errno. e: may be NULL. Returns -err. */
int error_set(struct error *e, int err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Put "context: " before the text of a failure that is on its way out.
 * r: the failure, returned unchanged. e: may be NULL. */
int error_wrap(struct error *e, int r, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

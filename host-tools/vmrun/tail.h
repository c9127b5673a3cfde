/* tail.h - the end of what a program said. */
#pragma once
#include <stddef.h>

#define TAIL_SIZE 4096u

struct tail {
	size_t used;
	char bytes[TAIL_SIZE];
};

#define TAIL_INIT { 0 }

/* Add bytes; what is too old goes. */
void tail_add(struct tail *t, const char *bytes, size_t len);

/* Add all that can be read from a non-blocking descriptor. Returns 0 at its end, else 1. */
int tail_read(struct tail *t, int fd);

/* All of it as one line, "; " between its lines; the rest as tail_last_line(). */
char *tail_lines(const struct tail *t);

/* The last line that isn't empty, without control characters: a string that the caller frees; NULL:
 * out of memory. */
char *tail_last_line(const struct tail *t);

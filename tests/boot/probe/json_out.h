/* json_out.h - write one JSON object as one line, in one write(). */
#pragma once
#include <stddef.h>
#include <stdio.h>

struct json_out {
	FILE *stream; /* in memory: no other output can come between two parts of the line */
	char *text;
	size_t len;
};

/* Begin the line {"probe": name. Ends the program when memory runs out, as all of these do. */
void json_begin(struct json_out *o, const char *name);

/* End the line, and write it to standard output. Returns 0, or 1 when it can't be written: what
 * a sub-command returns. */
int json_end(struct json_out *o);

/* One member of an object; in an array, key is NULL. bracket is '{' or '['. A NULL string is
 * written as null. */
void json_open(struct json_out *o, const char *key, char bracket);
void json_close(struct json_out *o, char bracket);
void json_string(struct json_out *o, const char *key, const char *value);
void json_number(struct json_out *o, const char *key, long long value);

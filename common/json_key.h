/* json_key.h - keys as they stand in a JSON text: escapes resolved, compared. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* A key as it stands in the text, between its quotes. */
struct json_key {
	const char *text;
	size_t len;
};

/* The code point of the \u escape (or pair of them) whose first digit is at p, and its length from
 * there in *ret_len. Returns -1 when it isn't one, 0 for U+0000. */
int32_t json_unicode_escape(const char *p, const char *end, size_t *ret_len);

/* The next character of a key (or string) that was scanned, escapes resolved, and move past it.
 * Returns a code point, -1 at the end. */
int32_t json_key_next(struct json_key *rest);

/* The key, escapes resolved, as a string that the caller frees; NULL when memory ran out. */
char *json_key_decode(struct json_key key);

/* Negative, 0 or positive, as strcmp(), but escapes count as what they stand for. */
int json_key_compare(struct json_key a, struct json_key b);

/* json.h - strict JSON (RFC 8259): the same verdict on the same bytes, in host and guest.
 *
 * cJSON is lenient (duplicate keys, \u0000, 01, invalid UTF-8, 1e400), so a scan of ours comes
 * first and is the judge; cJSON then only builds the tree of a text that is known to be good. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/diag.h"

#define JSON_MAX_SIZE (8u << 20) /* bytes */
#define JSON_MAX_DEPTH 64u       /* nested arrays and objects */
/* Integers up to here are exact in the double that cJSON keeps (RFC 8259, section 6). */
#define JSON_MAX_INTEGER 9007199254740991LL /* 2^53 - 1 */

/* Check and parse a text of len bytes. Refused beyond RFC 8259's grammar: more than JSON_MAX_SIZE
 * bytes, deeper than JSON_MAX_DEPTH, a byte order mark, invalid UTF-8, lone surrogates, U+0000,
 * two equal keys in one object (compared unescaped), integers past JSON_MAX_INTEGER, numbers that
 * no finite double holds.
 * Returns 0 and a tree that the caller frees with cJSON_Delete(); -EBADMSG with one finding
 * (with its line and column) in list; -ENOMEM. */
int json_parse(const char *text, size_t len, cJSON **ret_root, struct diag_list *list);

/* Fill in line and column of the findings from their pointers, in one pass over the text. What
 * isn't there gets the place of the innermost value around it.
 * text: one that json_parse() has accepted.
 * Returns 0 or -ENOMEM. */
int json_locate(const char *text, size_t len, struct diag_list *list);

/* An integer to be written with all its digits, at most JSON_MAX_INTEGER. NULL: out of memory. */
cJSON *json_integer(int64_t value);

/* Append "/key" (escaped as RFC 6901 says) or "/index" to a pointer.
 * Returns a string that the caller frees, NULL when memory ran out. */
char *json_pointer_key(const char *parent, const char *key);
char *json_pointer_index(const char *parent, size_t index);

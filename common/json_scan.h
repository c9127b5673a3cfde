/* json_scan.h - one pass over a JSON text: is it strict, and where is each value? */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "common/diag.h"
#include "common/json_key.h"

/* Where the scan is: one step of the path from the root to a value. */
struct json_step {
	const struct json_step *parent; /* NULL: the root */
	const struct json_key *key;     /* NULL: an item of an array, or the root */
	size_t index;                   /* of the item */
};

/* Called for each value, before (enter) and after (leave) what it contains. Offsets in bytes; that
 * of the key is the value's own where there is no key. A negative return of enter ends the scan. */
struct json_visitor {
	int (*enter)(void *context, const struct json_step *step, size_t key_at, size_t value_at);
	void (*leave)(void *context);
	void *context;
};

/* Scan a text as json_parse() describes. visitor: NULL for the verdict alone.
 * Returns 0; -EBADMSG with one finding in list; -ENOMEM; what the visitor's enter() returned. */
int json_scan(const char *text, size_t len, const struct json_visitor *visitor,
	      struct diag_list *list);

/* An offset in a text as a person sees it: lines and columns from 1, columns in characters. */
struct json_place {
	size_t at; /* bytes */
	size_t line, column;
};

#define JSON_PLACE_INIT { .at = 0, .line = 1, .column = 1 }

/* Move a place forward to the offset at. */
void json_place_advance(const char *text, struct json_place *place, size_t at);

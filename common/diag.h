/* diag.h - everything that is wrong with a document, each with its place. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_SEVERITY_COUNT };

/* What a pointer's line and column mean: where the value starts, or where its key does. */
enum diag_place { DIAG_AT_VALUE, DIAG_AT_KEY };

struct diag {
	enum diag_severity severity;
	enum diag_place place;
	char *pointer; /* JSON pointer (RFC 6901); "" is the whole document */
	char *text;    /* what is wrong (what would be right) */
	size_t line;   /* 1-based; 0 while unknown */
	size_t column; /* 1-based, in characters (code points); 0 while unknown */
};

struct diag_list {
	struct diag *items;
	size_t count;
	size_t counts[DIAG_SEVERITY_COUNT]; /* of each; also what memory was missing for */
	bool incomplete; /* memory ran out: the document counts as wrong, whatever the list says */
	bool strict;	 /* set by the caller: unknown keys are errors, not warnings */
};

#define DIAG_LIST_INIT { 0 }

/* Add one finding. pointer is copied. Control characters in the text come out as '?'.
 * Never fails: when memory runs out, list->incomplete is set. */
void diag_add(struct diag_list *list, enum diag_severity severity, enum diag_place place,
	      const char *pointer, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* The usual cases: an error or a warning about a value, or about a key. */
#define diag_error(list, pointer, ...) \
	diag_add(list, DIAG_ERROR, DIAG_AT_VALUE, pointer, __VA_ARGS__)
#define diag_warning(list, pointer, ...) \
	diag_add(list, DIAG_WARNING, DIAG_AT_VALUE, pointer, __VA_ARGS__)

/* True when the document must be refused. */
bool diag_failed(const struct diag_list *list);

/* Put the findings into the document's order. */
void diag_sort(struct diag_list *list);

/* Accepts a zeroed list. */
void diag_list_release(struct diag_list *list);

/* document.h - the texts that a tool reads, and what is wrong in each. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/diag.h"
#include "common/error.h"

struct document {
	char *name; /* as messages call it */
	bool plain; /* not JSON: findings have no pointer, and their places already */
	char *text; /* len bytes, a NUL behind them */
	size_t len;
	struct diag_list findings;
};

struct document_list {
	struct document **items;
	size_t count;
};

#define DOCUMENT_LIST_INIT { 0 }

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_FORMAT_COUNT };

/* Read a file, or standard input for "-", and add it. max: bytes; more are refused.
 * Returns 0 and a document that the list owns, or a negative errno. */
int document_read(struct document_list *list, const char *path, size_t max, bool plain,
		  struct document **ret, struct error *e);

/* The same for a JSON text of len bytes that was read already, with a NUL behind it; it is the
 * list's from now on, after a failure too. */
int document_adopt(struct document_list *list, const char *name, char *text, size_t len,
		   struct document **ret, struct error *e);

/* Add a finding with its place to a plain document. line: from 1; column: from 1, in characters. */
void document_error(struct document *d, size_t line, size_t column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Give the findings of the JSON documents their places. Returns 0 or -ENOMEM. */
int documents_locate(struct document_list *list);

/* True when the findings of any of them are reason to refuse it. */
bool documents_failed(const struct document_list *list);

/* Print every finding, document by document, each in its order; a line each:
 * REPORT_TEXT: FILE:LINE:COLUMN: /pointer: text
 * REPORT_JSON: an object of file, line, column, pointer, severity and message. */
void documents_report(struct document_list *list, enum report_format format, FILE *out);

/* Print a failure that is about no place in a document. tool: its name. */
void report_error(const char *tool, const struct error *e, enum report_format format, FILE *out);

void document_list_release(struct document_list *list);

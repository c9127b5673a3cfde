/* diag.c - everything that is wrong with a document, each with its place. */
#include "common/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"

/* Room for count + 1 items; grows by doubling. */
static bool reserve_one(struct diag_list *list)
{
	struct diag *grown;

	if (list->count & (list->count - 1)) /* not a power of two: there is room */
		return true;
	grown = reallocarray(list->items, list->count ? list->count * 2 : 1, sizeof(*grown));
	if (!grown)
		return false;
	list->items = grown;
	return true;
}

void diag_add(struct diag_list *list, enum diag_severity severity, enum diag_place place,
	      const char *pointer, const char *fmt, ...)
{
	auto_free char *copy = strdup(pointer);
	auto_free char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		text = NULL; /* vasprintf leaves it undefined */
	list->counts[severity]++;
	if (!copy || !text || !reserve_one(list)) {
		list->incomplete = true;
		return;
	}
	text_one_line(text);
	list->items[list->count++] = (struct diag){
		.severity = severity, .place = place,
		.pointer = take_ptr(copy), .text = take_ptr(text),
	};
}

bool diag_failed(const struct diag_list *list)
{
	return list->counts[DIAG_ERROR] > 0 || list->incomplete;
}

static int by_place(const void *pa, const void *pb)
{
	const struct diag *a = pa, *b = pb;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return strcmp(a->text, b->text);
}

void diag_sort(struct diag_list *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_place);
}

void diag_list_release(struct diag_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].pointer);
		free(list->items[i].text);
	}
	free(list->items);
	*list = (struct diag_list)DIAG_LIST_INIT;
}

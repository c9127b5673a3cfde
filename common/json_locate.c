/* json_locate.c - give findings their line and column.
 *
 * One walk over the text keeps the pointer of the value at hand in a buffer and looks it up among
 * the sorted pointers of the findings: a document with thousands of mistakes costs no more than a
 * few scans, and one without mistakes nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/json_scan.h"

struct locate {
	const char *text;
	struct diag **wanted; /* sorted by pointer */
	size_t count;
	char *pointer; /* of the value at hand */
	size_t len, room;
	size_t outer[JSON_MAX_DEPTH + 1]; /* its length at each level above */
	unsigned depth;
	struct json_place place;
};

static int by_pointer(const void *a, const void *b)
{
	return strcmp((*(struct diag *const *)a)->pointer, (*(struct diag *const *)b)->pointer);
}

static int append(struct locate *l, const char *tail)
{
	size_t len = strlen(tail);

	if (l->room - l->len <= len) {
		size_t room = (l->len + len + 1) * 2;
		char *grown = realloc(l->pointer, room);

		if (!grown)
			return -ENOMEM;
		l->pointer = grown;
		l->room = room;
	}
	memcpy(l->pointer + l->len, tail, len + 1);
	l->len += len;
	return 0;
}

static int append_step(struct locate *l, const struct json_step *step)
{
	auto_free char *key = NULL;
	auto_free char *tail = NULL;

	if (!step->parent)
		return append(l, "");
	if (step->key) {
		key = json_key_decode(*step->key);
		tail = key ? json_pointer_key("", key) : NULL;
	} else {
		tail = json_pointer_index("", step->index);
	}
	return tail ? append(l, tail) : -ENOMEM;
}

/* The findings whose pointer is the one at hand; *ret_count of them. */
static struct diag **lookup(struct locate *l, size_t *ret_count)
{
	struct diag key = { .pointer = l->pointer }, *pkey = &key;
	struct diag **found = bsearch(&pkey, l->wanted, l->count, sizeof(pkey), by_pointer);
	struct diag **end = l->wanted + l->count, **last;

	if (!found) {
		*ret_count = 0;
		return NULL;
	}
	while (found > l->wanted && !strcmp(found[-1]->pointer, l->pointer))
		found--;
	for (last = found; last < end && !strcmp((*last)->pointer, l->pointer); last++)
		;
	*ret_count = (size_t)(last - found);
	return found;
}

static void set_place(struct locate *l, struct diag **found, size_t count, enum diag_place which,
		      size_t at)
{
	json_place_advance(l->text, &l->place, at);
	for (size_t i = 0; i < count; i++)
		if (found[i]->place == which) {
			found[i]->line = l->place.line;
			found[i]->column = l->place.column;
		}
}

static int enter(void *context, const struct json_step *step, size_t key_at, size_t value_at)
{
	struct locate *l = context;
	struct diag **found;
	size_t count;
	int r;

	l->outer[l->depth++] = l->len;
	r = append_step(l, step);
	if (r < 0)
		return r;
	found = lookup(l, &count);
	if (count) { /* in the text's order, since a place only moves forward */
		set_place(l, found, count, DIAG_AT_KEY, key_at);
		set_place(l, found, count, DIAG_AT_VALUE, value_at);
	}
	return 0;
}

static void leave(void *context)
{
	struct locate *l = context;

	l->len = l->outer[--l->depth];
	l->pointer[l->len] = '\0';
}

int json_locate(const char *text, size_t len, struct diag_list *list)
{
	auto_free struct diag **wanted = calloc(list->count + 1, sizeof(*wanted));
	struct locate l = { .text = text, .wanted = wanted, .place = JSON_PLACE_INIT };
	const struct json_visitor visitor = { .enter = enter, .leave = leave, .context = &l };
	int r;

	if (!wanted)
		return -ENOMEM;
	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i].line)
			wanted[l.count++] = &list->items[i];
	if (!l.count)
		return 0;
	qsort(wanted, l.count, sizeof(*wanted), by_pointer);
	r = json_scan(text, len, &visitor, list);
	free(l.pointer);
	return r;
}

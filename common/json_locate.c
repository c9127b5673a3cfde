/* json_locate.c - give findings their line and column.
 *
 * Theory of operation. One walk over the text. The findings are sorted by pointer, so those at or
 * below a value are neighbours; each step of the walk narrows the range, and compares no more of a
 * pointer than the step's own key. A document with thousands of mistakes costs no more than a few
 * scans, whatever its keys are, and one without mistakes nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/json_scan.h"

struct range {
	struct diag **first, **end;
};

/* Where the walk is. */
struct level {
	struct range below; /* the findings whose pointers begin with that of the value, and '/' */
	size_t len;	    /* of the value's pointer */
};

struct locate {
	const char *text;
	struct level levels[JSON_MAX_DEPTH + 2]; /* the first one is around the root */
	unsigned depth;
	struct json_place place;
};

/* Of one pointer, those about the key first: the text's order. */
static int by_pointer(const void *pa, const void *pb)
{
	const struct diag *a = *(struct diag *const *)pa, *b = *(struct diag *const *)pb;
	int order = strcmp(a->pointer, b->pointer);

	return order ? order : (a->place == DIAG_AT_VALUE) - (b->place == DIAG_AT_VALUE);
}

/* The first of the range whose pointer, from `at` on, compares to the len bytes as `above` asks
 * for: not less (0), or more (1). */
static struct diag **bound(struct range r, size_t at, const char *bytes, size_t len, int above)
{
	while (r.first < r.end) {
		struct diag **middle = r.first + (r.end - r.first) / 2;

		if (strncmp((*middle)->pointer + at, bytes, len) < above)
			r.first = middle + 1;
		else
			r.end = middle;
	}
	return r.first;
}

/* Those of the range whose pointers go on, from `at` on, with the len bytes; a NUL counts. */
static struct range narrow(struct range r, size_t at, const char *bytes, size_t len)
{
	r.first = bound(r, at, bytes, len, 0);
	r.end = bound(r, at, bytes, len, 1);
	return r;
}

/* What a step adds to a pointer. NULL: out of memory. */
static char *step_tail(const struct json_step *step)
{
	auto_free char *key = NULL;

	if (!step->parent)
		return strdup("");
	if (!step->key)
		return json_pointer_index("", step->index);
	key = json_key_decode(*step->key);
	return key ? json_pointer_key("", key) : NULL;
}

/* A place only moves forward: at is never before that of the call before. */
static void set_place(struct locate *l, struct diag **first, struct diag **end, size_t at)
{
	if (first == end)
		return;
	json_place_advance(l->text, &l->place, at);
	for (; first < end; first++) {
		(*first)->line = l->place.line;
		(*first)->column = l->place.column;
	}
}

static int enter(void *context, const struct json_step *step, size_t key_at, size_t value_at)
{
	struct locate *l = context;
	const struct level *outer = &l->levels[l->depth++];
	struct level *level = &l->levels[l->depth];
	auto_free char *tail = NULL;
	struct range exact;
	struct diag **values;

	*level = *outer;
	if (outer->below.first == outer->below.end)
		return 0;
	tail = step_tail(step);
	if (!tail)
		return -ENOMEM;
	level->len += strlen(tail);
	exact = narrow(outer->below, outer->len, tail, strlen(tail) + 1);
	tail[level->len - outer->len] = '/'; /* in place of the NUL, which nobody needs any more */
	level->below = narrow(outer->below, outer->len, tail, level->len - outer->len + 1);
	values = exact.first;
	while (values < exact.end && (*values)->place == DIAG_AT_KEY)
		values++;
	set_place(l, exact.first, values, key_at);
	set_place(l, values, exact.end, value_at);
	/* Until the walk comes to them; to those about what isn't there it never does. */
	set_place(l, level->below.first, level->below.end, value_at);
	return 0;
}

static void leave(void *context)
{
	struct locate *l = context;

	l->depth--;
}

int json_locate(const char *text, size_t len, struct diag_list *list)
{
	auto_free struct diag **wanted = calloc(list->count + 1, sizeof(struct diag *));
	struct locate l = { .text = text, .place = JSON_PLACE_INIT };
	const struct json_visitor visitor = { .enter = enter, .leave = leave, .context = &l };
	size_t count = 0;

	if (!wanted)
		return -ENOMEM;
	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i].line)
			wanted[count++] = &list->items[i];
	if (!count)
		return 0;
	qsort(wanted, count, sizeof(struct diag *), by_pointer);
	l.levels[0].below = (struct range){ wanted, wanted + count };
	return json_scan(text, len, &visitor, list);
}

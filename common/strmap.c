/* strmap.c - names and their values, which a caller sets one by one. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/field.h"

void strmap_release(struct strmap *m)
{
	for (size_t i = 0; i < m->count; i++) {
		free(m->items[i].name);
		free(m->items[i].value);
	}
	free(m->items);
	free(m->order);
	*m = (struct strmap){ 0 };
}

/* Where in the order a name is, or is to be. */
static size_t find(const struct strmap *m, const char *name, bool *ret_there)
{
	size_t low = 0, high = m->ordered;

	*ret_there = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(m->items[m->order[middle]].name, name);

		if (order == 0)
			*ret_there = true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Room for one more in the order; it doubles. */
static int reserve_one(struct strmap *m)
{
	size_t *grown;

	if (m->order && m->ordered & (m->ordered - 1)) /* not a power of two: there is room */
		return 0;
	grown = reallocarray(m->order, m->ordered ? 2 * m->ordered : 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	m->order = grown;
	return 0;
}

static int insert(struct strmap *m, size_t place, size_t item)
{
	int r = reserve_one(m);

	if (r < 0)
		return r;
	memmove(&m->order[place + 1], &m->order[place], (m->ordered - place) * sizeof(*m->order));
	m->order[place] = item;
	m->ordered++;
	return 0;
}

/* Put into the order what the parser put into the map, and what a removal has moved. */
static int catch_up(struct strmap *m)
{
	while (m->ordered < m->count) {
		bool there;
		int r = insert(m, find(m, m->items[m->ordered].name, &there), m->ordered);

		if (r < 0)
			return r;
	}
	return 0;
}

static void remove_item(struct strmap *m, size_t i)
{
	free(m->items[i].name);
	free(m->items[i].value);
	memmove(&m->items[i], &m->items[i + 1], (--m->count - i) * sizeof(*m->items));
	m->ordered = 0;
}

static int append(struct strmap *m, size_t place, const char *name, char **value)
{
	struct pair *grown = reallocarray(m->items, m->count + 1, sizeof(*grown));
	auto_free char *copy = strdup(name);
	int r;

	if (grown)
		m->items = grown;
	if (!grown || !copy)
		return -ENOMEM;
	r = insert(m, place, m->count);
	if (r < 0)
		return r;
	grown[m->count++] = (struct pair){ .name = take_ptr(copy), .value = take_ptr(*value) };
	return 0;
}

int strmap_set(struct strmap *m, const char *name, const char *value)
{
	auto_free char *copy = value ? strdup(value) : NULL;
	size_t place, item;
	bool there;
	int r = value && !copy ? -ENOMEM : catch_up(m);

	if (r < 0)
		return r;
	place = find(m, name, &there);
	if (!there)
		return value ? append(m, place, name, &copy) : 0;
	item = m->order[place];
	if (!value) {
		remove_item(m, item);
		return 0;
	}
	free(m->items[item].value);
	m->items[item].value = take_ptr(copy);
	return 0;
}

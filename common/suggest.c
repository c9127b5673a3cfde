/* suggest.c - "did you mean". */
#include "common/suggest.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define MAX_WORD 63
#define MAX_DISTANCE 2

static unsigned min2(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Edits that make one word of the other: insert, delete, change a letter, swap two neighbours
 * (optimal string alignment). Both are at most MAX_WORD long. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][MAX_WORD + 1], *before = rows[0], *last = rows[1], *row = rows[2];
	size_t la = strlen(a), lb = strlen(b);

	for (unsigned j = 0; j <= lb; j++)
		last[j] = j;
	for (size_t i = 1; i <= la; i++) {
		unsigned *spare = before;

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned change = lower(a[i - 1]) != lower(b[j - 1]);

			row[j] = min2(min2(last[j], row[j - 1]) + 1, last[j - 1] + change);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				row[j] = min2(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[lb];
}

const char *suggest(const char *word, const char *(*next)(void *context), void *context)
{
	unsigned best = MAX_DISTANCE + 1;
	const char *found = NULL, *name;
	size_t len = strlen(word);

	if (len > MAX_WORD)
		return NULL;
	while ((name = next(context))) {
		size_t name_len = strlen(name);
		unsigned d;

		/* An edit changes the length by one at most. */
		if (name_len > MAX_WORD || name_len > len + MAX_DISTANCE ||
		    len > name_len + MAX_DISTANCE)
			continue;
		d = distance(word, name);
		if (d < best && d <= len / 2) {
			best = d;
			found = name;
		}
	}
	return found;
}

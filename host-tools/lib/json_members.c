/* json_members.c - the members of a JSON object, sorted: found by key without a walk. */
#include "host-tools/lib/json_members.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int by_key(const void *a, const void *b)
{
	return strcmp((*(cJSON *const *)a)->string, (*(cJSON *const *)b)->string);
}

int json_members_sort(const cJSON *object, struct json_members *ret)
{
	size_t count = (size_t)cJSON_GetArraySize(object);
	cJSON **items = calloc(count + 1, sizeof(cJSON *)), *member;

	if (!items)
		return -ENOMEM;
	count = 0;
	cJSON_ArrayForEach(member, object)
		items[count++] = member;
	qsort(items, count, sizeof(cJSON *), by_key);
	*ret = (struct json_members){ .items = items, .count = count };
	return 0;
}

cJSON *json_members_find(const struct json_members *members, const char *key)
{
	cJSON wanted = { .string = (char *)key }, *pwanted = &wanted, **found;

	found = members->count ? bsearch(&pwanted, members->items, members->count,
					 sizeof(cJSON *), by_key) : NULL;
	return found ? *found : NULL;
}

void json_members_release(struct json_members *members)
{
	free(members->items);
	*members = (struct json_members)JSON_MEMBERS_INIT;
}

/* json_diff.c - in which values two JSON documents differ. */
#include "host-tools/lib/json_diff.h"

#include <errno.h>
#include <stdbool.h>

#include "common/cleanup.h"
#include "common/json.h"

/* The counterpart of an item in another list or object; index: of the item. NULL: none. */
static const cJSON *counterpart(const cJSON *item, size_t index, const cJSON *in)
{
	return item->string ? cJSON_GetObjectItemCaseSensitive(in, item->string) :
			      cJSON_GetArrayItem(in, (int)index);
}

static int diff(const cJSON *want, const cJSON *have, const char *pointer, struct diag_list *list);

/* Each item of one: against its counterpart, or, when it has none, as text says. */
static int diff_items(const cJSON *each, const cJSON *other, const char *pointer, const char *text,
		      bool descend, struct diag_list *list)
{
	const cJSON *item;
	size_t i = 0;

	cJSON_ArrayForEach(item, each) {
		auto_free char *at = item->string ? json_pointer_key(pointer, item->string) :
						    json_pointer_index(pointer, i);
		const cJSON *same = counterpart(item, i++, other);
		int r = at ? 0 : -ENOMEM;

		if (!r && list->count >= JSON_DIFF_MAX)
			return 0;
		if (!r && !same)
			diag_add(list, DIAG_ERROR, DIAG_AT_KEY, at, "%s", text);
		else if (!r && descend)
			r = diff(item, same, at, list);
		if (r < 0)
			return r;
	}
	return 0;
}

static int diff(const cJSON *want, const cJSON *have, const char *pointer, struct diag_list *list)
{
	bool container = cJSON_IsArray(want) || cJSON_IsObject(want);
	int r;

	if (!container || (want->type & 0xff) != (have->type & 0xff)) {
		if (!cJSON_Compare(want, have, true))
			diag_error(list, pointer, "differs");
		return 0;
	}
	r = diff_items(want, have, pointer, "is missing", true, list);
	return r < 0 ? r : diff_items(have, want, pointer, "is too much", false, list);
}

int json_diff(const cJSON *want, const cJSON *have, struct diag_list *list)
{
	return diff(want, have, "", list);
}

/* merge_patch.c - JSON Merge Patch (RFC 7396). */
#include "host-tools/lib/merge_patch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "host-tools/lib/json_members.h"

/* value: what target had of that key, detached from it, or NULL. */
static int merge_member(cJSON *target, cJSON *value, const cJSON *member)
{
	if (cJSON_IsNull(member)) {
		cJSON_Delete(value);
		return 0;
	}
	if (merge_patch(&value, member) < 0 ||
	    !cJSON_AddItemToObject(target, member->string, value)) {
		cJSON_Delete(value);
		return -ENOMEM;
	}
	return 0;
}

/* What target has of each key of the patch, in the patch's order; NULL: nothing. All are looked up
 * before one is replaced, since the sorted members aren't kept up. */
static int find_members(const cJSON *target, const cJSON *patch, cJSON ***ret)
{
	cJSON **found = calloc((size_t)cJSON_GetArraySize(patch) + 1, sizeof(cJSON *));
	struct json_members members;
	const cJSON *member;
	size_t i = 0;

	if (!found || json_members_sort(target, &members) < 0) {
		free(found);
		return -ENOMEM;
	}
	cJSON_ArrayForEach(member, patch)
		found[i++] = json_members_find(&members, member->string);
	json_members_release(&members);
	*ret = found;
	return 0;
}

static int merge_members(cJSON *target, const cJSON *patch)
{
	auto_free cJSON **found = NULL;
	const cJSON *member;
	size_t i = 0;
	int r = find_members(target, patch, &found);

	if (r < 0)
		return r;
	cJSON_ArrayForEach(member, patch) {
		cJSON *value = found[i++];

		if (value)
			cJSON_DetachItemViaPointer(target, value);
		r = merge_member(target, value, member);
		if (r < 0)
			return r;
	}
	return 0;
}

int merge_patch(cJSON **target, const cJSON *patch)
{
	if (!cJSON_IsObject(patch) || !cJSON_IsObject(*target)) {
		cJSON *fresh = cJSON_IsObject(patch) ? cJSON_CreateObject() :
						       cJSON_Duplicate(patch, true);

		if (!fresh)
			return -ENOMEM;
		cJSON_Delete(*target);
		*target = fresh;
	}
	return cJSON_IsObject(patch) ? merge_members(*target, patch) : 0;
}

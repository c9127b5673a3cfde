/* merge_patch.c - JSON Merge Patch (RFC 7396). */
#include "host-tools/lib/merge_patch.h"

#include <errno.h>
#include <stdbool.h>

static int merge_member(cJSON *target, const cJSON *member)
{
	cJSON *value = cJSON_DetachItemFromObjectCaseSensitive(target, member->string);

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

int merge_patch(cJSON **target, const cJSON *patch)
{
	const cJSON *member;

	if (!cJSON_IsObject(patch) || !cJSON_IsObject(*target)) {
		cJSON *fresh = cJSON_IsObject(patch) ? cJSON_CreateObject() :
						       cJSON_Duplicate(patch, true);

		if (!fresh)
			return -ENOMEM;
		cJSON_Delete(*target);
		*target = fresh;
	}
	if (!cJSON_IsObject(patch))
		return 0;
	cJSON_ArrayForEach(member, patch) {
		int r = merge_member(*target, member);

		if (r < 0)
			return r;
	}
	return 0;
}

/* merge_patch.h - JSON Merge Patch (RFC 7396). */
#pragma once
#include <cjson/cJSON.h>

/* Apply patch to *target: members of an object replace those of the target, null removes, anything
 * but an object replaces the whole. *target may become another tree. Returns 0 or -ENOMEM;
 * *target is then half patched, and still to be freed. */
int merge_patch(cJSON **target, const cJSON *patch);

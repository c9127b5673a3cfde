/* json_diff.h - in which values two JSON documents differ. */
#pragma once
#include <cjson/cJSON.h>

#include "common/diag.h"

#define JSON_DIFF_MAX 100u /* findings; more aren't looked for */

/* Add an error for each value in which have differs from want; its pointer, and no value. The order
 * of keys doesn't count, that of items does. Returns 0 or -ENOMEM. */
int json_diff(const cJSON *want, const cJSON *have, struct diag_list *list);

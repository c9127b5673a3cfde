/* schema.h - the contract as a JSON Schema (draft 2020-12), made from the field tables. */
#pragma once
#include <cjson/cJSON.h>

/* Beyond the standard's keywords: x-host-only (never written to the disk), x-secret (in no
 * message), x-unit, x-names (what the names of a map are). Rules across fields aren't part of it.
 * Returns a tree that the caller frees with cJSON_Delete(); NULL: out of memory. */
cJSON *schema_make(void);

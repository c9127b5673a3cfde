/* spec_text.h - the JSON that is written, in one order: the same config makes the same bytes. */
#pragma once
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "common/vmconfig.h"

/* True when the spec holds a key that never goes to the disk. */
bool spec_has_host_only(const cJSON *root);

/* The config as JSON, without what only the host reads: keys in the tables' order, then those of
 * root that no table knows, in root's order; one line, with a newline.
 * root: the spec that config came from. redact: put "[redacted]" for every value of env, every
 * file's content and all that no table knows.
 * Returns a string that the caller frees; NULL: out of memory. */
char *spec_text(const struct vmconfig *config, const cJSON *root, bool redact);

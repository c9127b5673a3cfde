/* build.h - build a JSON tree without asking after each step whether memory ran out. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

struct build {
	bool failed; /* memory ran out: the tree isn't complete */
};

/* Add a member to an object, or, with key NULL, an item to an array. parent may be NULL after a
 * failure. value NULL: nothing is added. */
void build_string(struct build *b, cJSON *parent, const char *key, const char *value);
void build_number(struct build *b, cJSON *parent, const char *key, double value);
void build_bool(struct build *b, cJSON *parent, const char *key, bool value);
void build_format(struct build *b, cJSON *parent, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for containers: the new one, owned by parent; NULL after a failure. */
cJSON *build_object(struct build *b, cJSON *parent, const char *key);
cJSON *build_array(struct build *b, cJSON *parent, const char *key);

/* root, or NULL (and root is freed) when anything failed. */
cJSON *build_end(struct build *b, cJSON *root);

/* json_members.h - the members of a JSON object, sorted: found by key without a walk. */
#pragma once
#include <stddef.h>

#include <cjson/cJSON.h>

struct json_members {
	cJSON **items; /* by key, as strcmp() has it; the object's own */
	size_t count;
};

#define JSON_MEMBERS_INIT { 0 }

/* Sort those of an object, which has no key twice, and which must stay as it is while they are in
 * use. Returns 0 or -ENOMEM. */
int json_members_sort(const cJSON *object, struct json_members *ret);

/* The member of that key; NULL: there is none. */
cJSON *json_members_find(const struct json_members *members, const char *key);

/* Frees the order, not the members. Accepts a zeroed one. */
void json_members_release(struct json_members *members);

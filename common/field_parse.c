/* field_parse.c - from a JSON object to a described struct, with everything that is wrong in it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/field_type.h"
#include "common/json.h"
#include "common/suggest.h"

struct key_list {
	const struct field *next, *end;
};

static const char *next_key(void *context)
{
	struct key_list *l = context;

	return l->next < l->end ? l->next++->name : NULL;
}

/* A key that the table doesn't have: the user's own (x-…), a slip, or one of a later version. */
static int unknown_key(const struct object_type *type, const char *key, const char *parent,
		       struct diag_list *list)
{
	struct key_list keys = { type->fields, type->fields + type->count };
	enum diag_severity severity = list->strict ? DIAG_ERROR : DIAG_WARNING;
	const char *what = list->strict ? "" : ", ignored";
	auto_free char *pointer = NULL;
	const char *meant;

	if (type->open || !strncmp(key, "x-", 2))
		return 0;
	pointer = json_pointer_key(parent, key);
	if (!pointer)
		return -ENOMEM;
	meant = suggest(key, next_key, &keys);
	if (meant && !strcasecmp(meant, key))
		diag_add(list, severity, DIAG_AT_KEY, pointer,
			 "%sdiffers from \"%s\" in letter case", list->strict ? "" : "ignored: it ",
			 meant);
	else if (meant)
		diag_add(list, severity, DIAG_AT_KEY, pointer,
			 "unknown key%s (did you mean \"%s\"?)", what, meant);
	else
		diag_add(list, severity, DIAG_AT_KEY, pointer, "unknown key%s", what);
	return 0;
}

static bool is_absent(const struct field *f, const cJSON *value)
{
	return cJSON_IsNull(value) || ((f->flags & FIELD_EMPTY_IS_ABSENT) &&
				       cJSON_IsString(value) && !*value->valuestring);
}

static int parse_member(const struct object_type *type, const cJSON *value, const char *parent,
			void *object, struct diag_list *list)
{
	const struct field *f = object_find(type, value->string);
	auto_free char *pointer = NULL;

	if (!f)
		return unknown_key(type, value->string, parent, list);
	if (is_absent(f, value))
		return 0;
	pointer = json_pointer_key(parent, f->name);
	if (!pointer)
		return -ENOMEM;
	*(uint64_t *)object |= FIELD_BIT(type, f);
	return field_ops[f->type]->parse(f, value, pointer, field_member(f, object), list);
}

int object_parse(const struct object_type *type, const cJSON *object, const char *pointer,
		 void *ret, struct diag_list *list)
{
	const cJSON *member;
	int r = object_init(type, ret);

	if (r < 0)
		return r;
	if (!cJSON_IsObject(object))
		return field_wrong_type(object, pointer, "an object", list);
	cJSON_ArrayForEach(member, object) {
		r = parse_member(type, member, pointer, ret, list);
		if (r < 0)
			return r;
	}
	for (const struct field *f = type->fields; f < type->fields + type->count; f++)
		if ((f->flags & FIELD_REQUIRED) && !(*(uint64_t *)ret & FIELD_BIT(type, f)))
			diag_error(list, pointer, "\"%s\" is missing (%s)", f->name, f->help);
	return 0;
}

/* field_list.c - fields of several plain values: lists and maps; and JSON that is kept as it is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/field_type.h"
#include "common/json.h"

cJSON *field_json_add(cJSON *container, const char *key, cJSON *item)
{
	if (item && (key ? cJSON_AddItemToObject(container, key, item) :
			   cJSON_AddItemToArray(container, item)))
		return container;
	cJSON_Delete(item);
	cJSON_Delete(container);
	return NULL;
}

size_t field_count_items(const struct field *f, const cJSON *value, const char *pointer,
			 struct diag_list *list)
{
	size_t count = (size_t)cJSON_GetArraySize(value);

	if (!count && (f->flags & FIELD_NOT_EMPTY))
		diag_error(list, pointer, "is empty (an item at least is expected)");
	if (!f->max_count || count <= f->max_count)
		return count;
	diag_error(list, pointer, "has %zu items (at most %zu are possible)", count, f->max_count);
	return 0;
}

static int parse_strv(const struct field *f, const cJSON *value, const char *pointer, void *member,
		      struct diag_list *list)
{
	struct strv *v = member;
	const cJSON *item;
	size_t count, i = 0;

	if (!cJSON_IsArray(value))
		return field_wrong_type(value, pointer, "an array of strings", list);
	count = field_count_items(f, value, pointer, list);
	if (!count)
		return 0;
	v->items = calloc(count + 1, sizeof(*v->items));
	if (!v->items)
		return -ENOMEM;
	cJSON_ArrayForEach(item, value) {
		auto_free char *at = json_pointer_index(pointer, i++);
		int r = at ? field_parse_string(f, item, at, &v->items[v->count], list) : -ENOMEM;

		if (r < 0)
			return r;
		if (v->items[v->count]) /* an item of another type leaves no hole */
			v->count++;
	}
	return 0;
}

static cJSON *strv_to_json(const struct field *f, const void *member, unsigned options)
{
	const struct strv *v = member;
	cJSON *array = cJSON_CreateArray();

	(void)f, (void)options;
	for (size_t i = 0; array && i < v->count; i++)
		array = field_json_add(array, NULL, cJSON_CreateString(v->items[i]));
	return array;
}

static void release_strv(const struct field *f, void *member)
{
	(void)f;
	strv_release(member);
}

const struct field_ops field_strv = {
	.parse = parse_strv, .to_json = strv_to_json, .release = release_strv,
};

bool field_check_name(const struct field *f, const char *name, const char *pointer,
		      struct diag_list *list)
{
	const char *wrong = f->check_name ? f->check_name(name) : NULL;

	if (wrong)
		diag_add(list, DIAG_ERROR, DIAG_AT_KEY, pointer, "the name \"%.*s\" %s",
			 FIELD_MAX_QUOTED, name, wrong);
	return !wrong;
}

static int parse_map(const struct field *f, const cJSON *value, const char *pointer, void *member,
		     struct diag_list *list)
{
	struct strmap *m = member;
	const cJSON *item;
	size_t count;

	if (!cJSON_IsObject(value))
		return field_wrong_type(value, pointer, "an object of strings", list);
	count = field_count_items(f, value, pointer, list);
	if (!count)
		return 0;
	m->items = calloc(count, sizeof(*m->items));
	if (!m->items)
		return -ENOMEM;
	cJSON_ArrayForEach(item, value) {
		auto_free char *at = json_pointer_key(pointer, item->string);
		struct pair *pair = &m->items[m->count];
		int r;

		if (!at)
			return -ENOMEM;
		if (cJSON_IsNull(item))
			continue;
		field_check_name(f, item->string, at, list);
		r = field_parse_string(f, item, at, &pair->value, list);
		if (r < 0)
			return r;
		if (!pair->value)
			continue;
		m->count++;
		pair->name = strdup(item->string);
		if (!pair->name)
			return -ENOMEM;
	}
	return 0;
}

static cJSON *map_to_json(const struct field *f, const void *member, unsigned options)
{
	const struct strmap *m = member;
	cJSON *object = cJSON_CreateObject();

	(void)f, (void)options;
	for (size_t i = 0; object && i < m->count; i++)
		object = field_json_add(object, m->items[i].name,
					cJSON_CreateString(m->items[i].value));
	return object;
}

static void release_map(const struct field *f, void *member)
{
	(void)f;
	strmap_release(member);
}

const struct field_ops field_map = {
	.parse = parse_map, .to_json = map_to_json, .release = release_map,
};

static int parse_intv(const struct field *f, const cJSON *value, const char *pointer, void *member,
		      struct diag_list *list)
{
	struct intv *v = member;
	const cJSON *item;
	size_t count, i = 0;

	if (!cJSON_IsArray(value))
		return field_wrong_type(value, pointer, "an array of integers", list);
	count = field_count_items(f, value, pointer, list);
	if (!count)
		return 0;
	v->items = calloc(count, sizeof(*v->items));
	if (!v->items)
		return -ENOMEM;
	cJSON_ArrayForEach(item, value) {
		auto_free char *at = json_pointer_index(pointer, i++);

		if (!at)
			return -ENOMEM;
		if (field_parse_int(f, item, at, &v->items[v->count], list))
			v->count++;
	}
	return 0;
}

static cJSON *intv_to_json(const struct field *f, const void *member, unsigned options)
{
	const struct intv *v = member;
	cJSON *array = cJSON_CreateArray();

	(void)f, (void)options;
	for (size_t i = 0; array && i < v->count; i++)
		array = field_json_add(array, NULL, json_integer(v->items[i]));
	return array;
}

static void release_intv(const struct field *f, void *member)
{
	struct intv *v = member;

	(void)f;
	free(v->items);
}

const struct field_ops field_intv = {
	.parse = parse_intv, .to_json = intv_to_json, .release = release_intv,
};

/* null is absent, as everywhere; what is deeper isn't ours. */
static void drop_nulls(cJSON *object)
{
	cJSON *next;

	for (cJSON *item = object->child; item; item = next) {
		next = item->next;
		if (cJSON_IsNull(item))
			cJSON_Delete(cJSON_DetachItemViaPointer(object, item));
	}
}

static int check_object_of_objects(const cJSON *value, const char *pointer, struct diag_list *list)
{
	const cJSON *item;

	if (!cJSON_IsObject(value))
		return field_wrong_type(value, pointer, "an object of objects", list);
	cJSON_ArrayForEach(item, value) {
		auto_free char *at = json_pointer_key(pointer, item->string);

		if (!at)
			return -ENOMEM;
		if (!cJSON_IsObject(item) && !cJSON_IsNull(item))
			field_wrong_type(item, at, "an object", list);
	}
	return 0;
}

/* What is kept as it is must still be an object of objects, so that it can be merged later. */
static int parse_json(const struct field *f, const cJSON *value, const char *pointer, void *member,
		      struct diag_list *list)
{
	cJSON **json = member;
	int r = f->flags & FIELD_ANY ? 0 : check_object_of_objects(value, pointer, list);

	if (r < 0)
		return r;
	*json = cJSON_Duplicate(value, true);
	if (!*json)
		return -ENOMEM;
	if (!(f->flags & FIELD_ANY))
		drop_nulls(*json);
	return 0;
}

static cJSON *json_to_json(const struct field *f, const void *member, unsigned options)
{
	cJSON *const *json = member;

	(void)f, (void)options;
	return cJSON_Duplicate(*json, true);
}

static void release_json(const struct field *f, void *member)
{
	cJSON **json = member;

	(void)f;
	cJSON_Delete(*json);
}

const struct field_ops field_json = {
	.parse = parse_json, .to_json = json_to_json, .release = release_json,
};

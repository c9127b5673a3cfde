/* field_container.c - fields of several values: lists, maps, objects. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/field_type.h"
#include "common/json.h"

/* Add item, which may be NULL for want of memory, to a list or object; on failure the container
 * goes too. key: NULL for a list. Returns the container or NULL. */
static cJSON *json_add(cJSON *container, const char *key, cJSON *item)
{
	if (item && (key ? cJSON_AddItemToObject(container, key, item) :
			   cJSON_AddItemToArray(container, item)))
		return container;
	cJSON_Delete(item);
	cJSON_Delete(container);
	return NULL;
}

/* The number of items of an array or object; 0, and a finding, when there are too many. */
static size_t count_items(const struct field *f, const cJSON *value, const char *pointer,
			  struct diag_list *list)
{
	size_t count = (size_t)cJSON_GetArraySize(value);

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
	count = count_items(f, value, pointer, list);
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
		array = json_add(array, NULL, cJSON_CreateString(v->items[i]));
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

static void check_map_name(const struct field *f, const char *name, const char *pointer,
			   struct diag_list *list)
{
	const char *wrong = f->check_name ? f->check_name(name) : NULL;

	if (wrong)
		diag_add(list, DIAG_ERROR, DIAG_AT_KEY, pointer, "the name \"%.*s\" %s", FIELD_MAX_QUOTED,
			 name, wrong);
}

static int parse_map(const struct field *f, const cJSON *value, const char *pointer, void *member,
		     struct diag_list *list)
{
	struct strmap *m = member;
	const cJSON *item;
	size_t count;

	if (!cJSON_IsObject(value))
		return field_wrong_type(value, pointer, "an object of strings", list);
	count = count_items(f, value, pointer, list);
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
		check_map_name(f, item->string, at, list);
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
		object = json_add(object, m->items[i].name, cJSON_CreateString(m->items[i].value));
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

static int init_object(const struct field *f, void *member)
{
	return object_init(f->object, member);
}

static int parse_object(const struct field *f, const cJSON *value, const char *pointer,
			void *member, struct diag_list *list)
{
	object_release(f->object, member); /* the defaults: parsing sets its own */
	return object_parse(f->object, value, pointer, member, list);
}

static cJSON *object_member_to_json(const struct field *f, const void *member,
				    unsigned options)
{
	return object_to_json(f->object, member, options);
}

static void release_object(const struct field *f, void *member)
{
	object_release(f->object, member);
}

const struct field_ops field_object = {
	.init = init_object, .parse = parse_object,
	.to_json = object_member_to_json, .release = release_object,
};

static int parse_objv(const struct field *f, const cJSON *value, const char *pointer, void *member,
		      struct diag_list *list)
{
	struct objv *v = member;
	const cJSON *item;
	size_t count;

	if (!cJSON_IsArray(value))
		return field_wrong_type(value, pointer, "an array of objects", list);
	count = count_items(f, value, pointer, list);
	if (!count)
		return 0;
	v->items = calloc(count, f->object->size);
	if (!v->items)
		return -ENOMEM;
	cJSON_ArrayForEach(item, value) {
		auto_free char *at = json_pointer_index(pointer, v->count);
		void *element = objv_item(f->object, v, v->count++);
		int r = at ? object_parse(f->object, item, at, element, list) : -ENOMEM;

		if (r < 0)
			return r;
	}
	return 0;
}

static cJSON *objv_to_json(const struct field *f, const void *member, unsigned options)
{
	const struct objv *v = member;
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; array && i < v->count; i++)
		array = json_add(array, NULL,
				 object_to_json(f->object, objv_item(f->object, v, i), options));
	return array;
}

static void release_objv(const struct field *f, void *member)
{
	struct objv *v = member;

	for (size_t i = 0; i < v->count; i++)
		object_release(f->object, objv_item(f->object, v, i));
	free(v->items);
}

const struct field_ops field_objv = {
	.parse = parse_objv, .to_json = objv_to_json, .release = release_objv,
};

cJSON *object_to_json(const struct object_type *type, const void *object, unsigned options)
{
	uint64_t set = *(const uint64_t *)object;
	cJSON *json = cJSON_CreateObject();

	for (const struct field *f = type->fields; json && f < type->fields + type->count; f++) {
		if ((options & OBJECT_NO_HOST_ONLY) && (f->flags & FIELD_HOST_ONLY))
			continue;
		if (set & FIELD_BIT(type, f))
			json = json_add(json, f->name,
					field_ops[f->type]->to_json(f, field_member_const(f, object),
								    options));
		else if (options & OBJECT_NULLS)
			json = json_add(json, f->name, cJSON_CreateNull());
	}
	return json;
}

/* field_object.c - fields that are described structs: one, a list, a map. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/field_type.h"
#include "common/json.h"

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

/* The head of every struct that a FIELD_OBJMAP holds. */
struct named {
	uint64_t set;
	char *name;
};

static int parse_named(const struct field *f, const cJSON *value, const char *pointer,
		       struct named *element, struct diag_list *list)
{
	int r = object_parse(f->object, value, pointer, element, list);

	if (r < 0)
		return r;
	element->name = strdup(value->string);
	return element->name ? 0 : -ENOMEM;
}

/* The items of a map have names; one that is null isn't there. Each finding below a name repeats
 * it: one that may be of any length ends here. */
static int parse_item(const struct field *f, const cJSON *value, const char *pointer,
		      struct objv *v, struct diag_list *list)
{
	auto_free char *at = value->string ? json_pointer_key(pointer, value->string)
					   : json_pointer_index(pointer, v->count);
	void *element;

	if (!at)
		return -ENOMEM;
	if (value->string &&
	    (cJSON_IsNull(value) || !field_check_name(f, value->string, at, list)))
		return 0;
	element = objv_item(f->object, v, v->count++);
	return value->string ? parse_named(f, value, at, element, list)
			     : object_parse(f->object, value, at, element, list);
}

static int parse_items(const struct field *f, const cJSON *value, const char *pointer,
		       struct objv *v, struct diag_list *list)
{
	size_t count = field_count_items(f, value, pointer, list);
	const cJSON *item;
	int r = 0;

	if (!count)
		return 0;
	v->items = calloc(count, f->object->size);
	if (!v->items)
		return -ENOMEM;
	for (item = value->child; item && r == 0; item = item->next)
		r = parse_item(f, item, pointer, v, list);
	return r;
}

static int parse_objv(const struct field *f, const cJSON *value, const char *pointer, void *member,
		      struct diag_list *list)
{
	return cJSON_IsArray(value) ? parse_items(f, value, pointer, member, list) :
		field_wrong_type(value, pointer, "an array of objects", list);
}

static cJSON *objv_to_json(const struct field *f, const void *member, unsigned options)
{
	const struct objv *v = member;
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; array && i < v->count; i++)
		array = field_json_add(array, NULL,
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

static int parse_objmap(const struct field *f, const cJSON *value, const char *pointer,
			void *member, struct diag_list *list)
{
	return cJSON_IsObject(value) ? parse_items(f, value, pointer, member, list) :
		field_wrong_type(value, pointer, "an object of objects", list);
}

static cJSON *objmap_to_json(const struct field *f, const void *member, unsigned options)
{
	const struct objv *v = member;
	cJSON *object = cJSON_CreateObject();

	for (size_t i = 0; object && i < v->count; i++) {
		const struct named *element = objv_item(f->object, v, i);

		object = field_json_add(object, element->name,
					object_to_json(f->object, element, options));
	}
	return object;
}

static void release_objmap(const struct field *f, void *member)
{
	struct objv *v = member;

	for (size_t i = 0; i < v->count; i++) {
		struct named *element = objv_item(f->object, v, i);

		free(element->name);
		object_release(f->object, element);
	}
	free(v->items);
}

const struct field_ops field_objmap = {
	.parse = parse_objmap, .to_json = objmap_to_json, .release = release_objmap,
};

cJSON *object_to_json(const struct object_type *type, const void *object, unsigned options)
{
	uint64_t set = *(const uint64_t *)object;
	cJSON *json = cJSON_CreateObject();

	for (const struct field *f = type->fields; json && f < type->fields + type->count; f++) {
		const void *member = field_member_const(f, object);

		if ((options & OBJECT_NO_HOST_ONLY) && (f->flags & FIELD_HOST_ONLY))
			continue;
		if (set & FIELD_BIT(type, f))
			json = field_json_add(json, f->name,
					      field_ops[f->type]->to_json(f, member, options));
		else if (options & OBJECT_NULLS)
			json = field_json_add(json, f->name, cJSON_CreateNull());
	}
	return json;
}

/* field.c - described structs: defaults, lookup, release. */
#include "common/field.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/field_type.h"

const struct field_ops *const field_ops[FIELD_TYPE_COUNT] = {
	[FIELD_STRING] = &field_string, [FIELD_BOOL] = &field_bool, [FIELD_INT] = &field_int,
	[FIELD_ENUM] = &field_enum,	[FIELD_STRV] = &field_strv, [FIELD_MAP] = &field_map,
	[FIELD_OBJECT] = &field_object, [FIELD_OBJV] = &field_objv, [FIELD_OBJMAP] = &field_objmap,
	[FIELD_INTV] = &field_intv,	[FIELD_JSON] = &field_json,
};

int strv_append(struct strv *v, const char *text)
{
	char **grown = reallocarray(v->items, v->count + 2, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	v->items = grown;
	v->items[v->count] = strdup(text);
	if (!v->items[v->count])
		return -ENOMEM;
	v->items[++v->count] = NULL;
	return 0;
}

void strv_release(struct strv *v)
{
	for (size_t i = 0; i < v->count; i++)
		free(v->items[i]);
	free(v->items);
	*v = (struct strv){ 0 };
}

void *field_member(const struct field *f, void *object)
{
	return (char *)object + f->offset;
}

const void *field_member_const(const struct field *f, const void *object)
{
	return (const char *)object + f->offset;
}

int object_init(const struct object_type *type, void *ret)
{
	memset(ret, 0, type->size);
	for (const struct field *f = type->fields; f < type->fields + type->count; f++) {
		const struct field_ops *ops = field_ops[f->type];
		int r = ops->init ? ops->init(f, field_member(f, ret)) : 0;

		if (r < 0)
			return r;
	}
	return 0;
}

void object_release(const struct object_type *type, void *object)
{
	for (const struct field *f = type->fields; f < type->fields + type->count; f++) {
		const struct field_ops *ops = field_ops[f->type];

		if (ops->release)
			ops->release(f, field_member(f, object));
	}
	memset(object, 0, type->size);
}

const struct field *object_find(const struct object_type *type, const char *name)
{
	for (const struct field *f = type->fields; f < type->fields + type->count; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

bool object_has(const struct object_type *type, const void *object, const char *name)
{
	const struct field *f = object_find(type, name);

	return f && (*(const uint64_t *)object & FIELD_BIT(type, f));
}

void object_mark(const struct object_type *type, void *object, const char *name)
{
	*(uint64_t *)object |= FIELD_BIT(type, object_find(type, name));
}

void object_unmark(const struct object_type *type, void *object, const char *name)
{
	*(uint64_t *)object &= ~FIELD_BIT(type, object_find(type, name));
}

void *object_append(const struct object_type *type, void *object, const char *name)
{
	const struct field *f = object_find(type, name);
	struct objv *v = field_member(f, object);
	void *grown, *element;

	if (f->max_count && v->count == f->max_count)
		return NULL;
	grown = reallocarray(v->items, v->count + 1, f->object->size);
	if (!grown)
		return NULL;
	v->items = grown;
	element = objv_item(f->object, v, v->count);
	if (object_init(f->object, element) < 0) {
		object_release(f->object, element);
		return NULL;
	}
	v->count++;
	object_mark(type, object, name);
	return element;
}

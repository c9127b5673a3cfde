/* field_merge.c - one object over another: what one wasn't given, it takes from the other. */
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/field_type.h"

static size_t member_size(const struct field *f)
{
	static const size_t sizes[FIELD_TYPE_COUNT] = {
		[FIELD_STRING] = sizeof(char *),      [FIELD_BOOL] = sizeof(bool),
		[FIELD_INT] = sizeof(int64_t),	      [FIELD_ENUM] = sizeof(int),
		[FIELD_STRV] = sizeof(struct strv),   [FIELD_MAP] = sizeof(struct strmap),
		[FIELD_OBJV] = sizeof(struct objv),   [FIELD_OBJMAP] = sizeof(struct objv),
		[FIELD_INTV] = sizeof(struct intv),   [FIELD_JSON] = sizeof(cJSON *),
	};

	return f->type == FIELD_OBJECT ? f->object->size : sizes[f->type];
}

static void clear_member(const struct field *f, void *object)
{
	if (field_ops[f->type]->release)
		field_ops[f->type]->release(f, field_member(f, object));
	memset(field_member(f, object), 0, member_size(f));
}

void object_clear(const struct object_type *type, void *object, const char *name)
{
	const struct field *f = object_find(type, name);

	clear_member(f, object);
	*(uint64_t *)object &= ~FIELD_BIT(type, f);
}

void object_inherit(const struct object_type *type, void *object, void *base)
{
	uint64_t *set = object, *base_set = base;

	for (const struct field *f = type->fields; f < type->fields + type->count; f++) {
		uint64_t bit = FIELD_BIT(type, f);

		if ((*set & bit) && (*base_set & bit) && f->type == FIELD_OBJECT)
			object_inherit(f->object, field_member(f, object), field_member(f, base));
		if ((*set & bit) || !(*base_set & bit))
			continue;
		clear_member(f, object); /* the default */
		memcpy(field_member(f, object), field_member(f, base), member_size(f));
		memset(field_member(f, base), 0, member_size(f));
		*set |= bit;
		*base_set &= ~bit;
	}
}

/* schema.c - the contract as a JSON Schema (draft 2020-12), made from the field tables.
 *
 * Each described struct, and each form of a value, is one of the $defs. They say nothing of the
 * type, which is said where they are used: there null may be right as well. */
#include "host-tools/mkconfigdisk/schema.h"

#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/vmconfig.h"
#include "host-tools/mkconfigdisk/value_forms.h"

struct schema {
	cJSON *defs;
	bool failed; /* memory ran out; what follows does nothing */
};

enum null_use { NO_NULL, OR_NULL };

static cJSON *describe_object(struct schema *s, const struct object_type *type, cJSON *to);

/* Add item to an object (key) or a list (NULL). Returns it; NULL once memory has run out. */
static cJSON *put(struct schema *s, cJSON *parent, const char *key, cJSON *item)
{
	if (parent && item && (key ? cJSON_AddItemToObject(parent, key, item) :
				     cJSON_AddItemToArray(parent, item)))
		return item;
	cJSON_Delete(item);
	s->failed = true;
	return NULL;
}

static void put_text(struct schema *s, cJSON *parent, const char *key, const char *text)
{
	put(s, parent, key, cJSON_CreateString(text));
}

static void put_number(struct schema *s, cJSON *parent, const char *key, int64_t number)
{
	put(s, parent, key, json_integer(number));
}

static void put_type(struct schema *s, cJSON *to, const char *type, enum null_use null)
{
	cJSON *types;

	if (null == NO_NULL) {
		put_text(s, to, "type", type);
		return;
	}
	types = put(s, to, "type", cJSON_CreateArray());
	put_text(s, types, NULL, type);
	put_text(s, types, NULL, "null");
}

static void put_ref(struct schema *s, cJSON *to, const char *name)
{
	char ref[64];

	snprintf(ref, sizeof(ref), "#/$defs/%s", name);
	put_text(s, to, "$ref", ref);
}

static void define_form(struct schema *s, const struct value_form *form)
{
	auto_free char *pattern = NULL;
	cJSON *def;

	if (cJSON_GetObjectItemCaseSensitive(s->defs, form->name))
		return;
	def = put(s, s->defs, form->name, cJSON_CreateObject());
	put_text(s, def, "description", form->what);
	if (value_form_pattern(form, &pattern) < 0)
		s->failed = true;
	if (pattern)
		put_text(s, def, "pattern", pattern);
	if (form->min_length)
		put_number(s, def, "minLength", (int64_t)form->min_length);
	if (form->max_length)
		put_number(s, def, "maxLength", (int64_t)form->max_length);
}

/* One string with the row's check. */
static void describe_string(struct schema *s, const struct field *f, cJSON *to, enum null_use null)
{
	const struct value_form *form = f->check ? value_form_find(f->check) : NULL;
	cJSON *either;

	put_type(s, to, "string", null);
	if (!form)
		return;
	define_form(s, form);
	if (!(f->flags & FIELD_EMPTY_IS_ABSENT)) {
		put_ref(s, to, form->name);
		return;
	}
	either = put(s, to, "anyOf", cJSON_CreateArray());
	put_text(s, put(s, either, NULL, cJSON_CreateObject()), "const", "");
	put_ref(s, put(s, either, NULL, cJSON_CreateObject()), form->name);
}

static void describe_int(struct schema *s, const struct field *f, cJSON *to, enum null_use null)
{
	put_type(s, to, "integer", null);
	put_number(s, to, "minimum", f->min);
	put_number(s, to, "maximum", f->max);
}

static void describe_enum(struct schema *s, const struct field *f, cJSON *to, enum null_use null)
{
	cJSON *names;

	put_type(s, to, "string", null);
	names = put(s, to, "enum", cJSON_CreateArray());
	for (const char *const *name = f->names; *name; name++)
		put_text(s, names, NULL, *name);
	if (f->flags & FIELD_EMPTY_IS_DEFAULT)
		put_text(s, names, NULL, "");
	if (null == OR_NULL)
		put(s, names, NULL, cJSON_CreateNull());
}

/* The $defs name of a struct: without blanks, which a $ref can't have. */
static void describe_struct(struct schema *s, const struct field *f, cJSON *to, enum null_use null)
{
	char name[48];

	snprintf(name, sizeof(name), "%s", f->object->name);
	for (char *p = name; *p; p++)
		*p = *p == ' ' ? '-' : *p;
	put_type(s, to, "object", null);
	put_ref(s, to, name);
	if (!cJSON_GetObjectItemCaseSensitive(s->defs, name))
		describe_object(s, f->object, put(s, s->defs, name, cJSON_CreateObject()));
}

static cJSON *describe_list(struct schema *s, const struct field *f, cJSON *to, enum null_use null)
{
	put_type(s, to, "array", null);
	if (f->flags & FIELD_NOT_EMPTY)
		put_number(s, to, "minItems", 1);
	if (f->max_count)
		put_number(s, to, "maxItems", (int64_t)f->max_count);
	return put(s, to, "items", cJSON_CreateObject());
}

/* Returns where to describe the values. A name that isn't right may still stand for null. */
static cJSON *describe_map(struct schema *s, const struct field *f, cJSON *to, enum null_use null)
{
	const struct value_form *form = f->check_name ? value_form_find(f->check_name) : NULL;
	auto_free char *pattern = NULL;
	cJSON *names;

	put_type(s, to, "object", null);
	if (f->max_count)
		put_number(s, to, "maxProperties", (int64_t)f->max_count);
	if (!form)
		return put(s, to, "additionalProperties", cJSON_CreateObject());
	if (value_form_pattern(form, &pattern) < 0 || !pattern) {
		s->failed = true;
		return NULL;
	}
	put_text(s, to, "x-names", form->what);
	names = put(s, to, "patternProperties", cJSON_CreateObject());
	put_type(s, put(s, to, "additionalProperties", cJSON_CreateObject()), "null", NO_NULL);
	return put(s, names, pattern, cJSON_CreateObject());
}

static void describe_value(struct schema *s, const struct field *f, cJSON *to, enum null_use null)
{
	switch (f->type) {
	case FIELD_STRING:
		return describe_string(s, f, to, null);
	case FIELD_BOOL:
		return put_type(s, to, "boolean", null);
	case FIELD_INT:
		return describe_int(s, f, to, null);
	case FIELD_ENUM:
		return describe_enum(s, f, to, null);
	case FIELD_STRV:
		return describe_string(s, f, describe_list(s, f, to, null), NO_NULL);
	case FIELD_INTV:
		return describe_int(s, f, describe_list(s, f, to, null), NO_NULL);
	case FIELD_OBJV:
		return describe_struct(s, f, describe_list(s, f, to, null), NO_NULL);
	case FIELD_MAP:
		return describe_string(s, f, describe_map(s, f, to, null), OR_NULL);
	case FIELD_OBJMAP:
		return describe_struct(s, f, describe_map(s, f, to, null), OR_NULL);
	case FIELD_OBJECT:
		return describe_struct(s, f, to, null);
	case FIELD_JSON:
		return put_type(s, describe_map(s, f, to, null), "object", OR_NULL);
	case FIELD_TYPE_COUNT:
		break;
	}
}

static void describe_default(struct schema *s, const struct field *f, cJSON *to)
{
	if (f->flags & FIELD_REQUIRED)
		return;
	if (f->type == FIELD_STRING && f->def_string)
		put_text(s, to, "default", f->def_string);
	if (f->type == FIELD_BOOL)
		put(s, to, "default", cJSON_CreateBool(f->def != 0));
	if (f->type == FIELD_ENUM)
		put_text(s, to, "default", f->names[f->def]);
	if (f->type == FIELD_INT && f->def >= f->min && f->def <= f->max)
		put_number(s, to, "default", f->def);
}

static void describe_flags(struct schema *s, const struct field *f, cJSON *to)
{
	if (f->unit)
		put_text(s, to, "x-unit", f->unit);
	if (f->flags & FIELD_HOST_ONLY)
		put(s, to, "x-host-only", cJSON_CreateTrue());
	if (f->flags & FIELD_SECRET)
		put(s, to, "x-secret", cJSON_CreateTrue());
}

static cJSON *describe_object(struct schema *s, const struct object_type *type, cJSON *to)
{
	cJSON *properties = put(s, to, "properties", cJSON_CreateObject());
	cJSON *required = cJSON_CreateArray();

	s->failed |= !required;
	for (const struct field *f = type->fields; f < type->fields + type->count; f++) {
		cJSON *property = put(s, properties, f->name, cJSON_CreateObject());

		put_text(s, property, "description", f->help);
		describe_value(s, f, property, f->flags & FIELD_REQUIRED ? NO_NULL : OR_NULL);
		describe_default(s, f, property);
		describe_flags(s, f, property);
		if (f->flags & FIELD_REQUIRED)
			put_text(s, required, NULL, f->name);
	}
	if (cJSON_GetArraySize(required) > 0)
		put(s, to, "required", required);
	else
		cJSON_Delete(required);
	return to;
}

cJSON *schema_make(void)
{
	cJSON *root = cJSON_CreateObject();
	struct schema s = { .failed = false };

	s.defs = cJSON_CreateObject();
	put_text(&s, root, "$schema", "https://json-schema.org/draft/2020-12/schema");
	put_text(&s, root, "title", "guest-init spec.json");
	put_type(&s, root, "object", NO_NULL);
	describe_object(&s, &vmconfig_type, root);
	put(&s, root, "$defs", s.defs);
	if (!s.failed)
		return root;
	cJSON_Delete(root);
	return NULL;
}

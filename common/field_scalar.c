/* field_scalar.c - fields of one value: string, boolean, integer, enum. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/field_type.h"
#include "common/json.h"
#include "common/suggest.h"

static const char *json_what(const cJSON *value)
{
	if (cJSON_IsString(value))
		return "a string";
	if (cJSON_IsNumber(value))
		return "a number";
	if (cJSON_IsBool(value))
		return "a boolean";
	if (cJSON_IsArray(value))
		return "an array";
	return cJSON_IsObject(value) ? "an object" : "null";
}

int field_wrong_type(const cJSON *value, const char *pointer, const char *expected,
		      struct diag_list *list)
{
	diag_error(list, pointer, "is %s (%s is expected)", json_what(value), expected);
	return 0;
}

void field_wrong_value(const struct field *f, const char *value, const char *pointer,
		       const char *text, struct diag_list *list)
{
	bool cut = strlen(value) > FIELD_MAX_QUOTED;

	if (f->flags & FIELD_SECRET)
		diag_error(list, pointer, "the value %s", text);
	else
		diag_error(list, pointer, "\"%.*s%s\" %s", FIELD_MAX_QUOTED, value,
			   cut ? "…" : "", text);
}

int field_parse_string(const struct field *f, const cJSON *value, const char *pointer, char **ret,
		       struct diag_list *list)
{
	const char *wrong;

	if (!cJSON_IsString(value))
		return field_wrong_type(value, pointer, "a string", list);
	wrong = f->check ? f->check(value->valuestring) : NULL;
	if (wrong)
		field_wrong_value(f, value->valuestring, pointer, wrong, list);
	*ret = strdup(value->valuestring);
	return *ret ? 0 : -ENOMEM;
}

static int init_string(const struct field *f, void *member)
{
	char **string = member;

	if (!f->def_string)
		return 0;
	*string = strdup(f->def_string);
	return *string ? 0 : -ENOMEM;
}

static int parse_string(const struct field *f, const cJSON *value, const char *pointer,
			void *member, struct diag_list *list)
{
	char **string = member;

	free(*string); /* the default */
	*string = NULL;
	return field_parse_string(f, value, pointer, string, list);
}

static cJSON *string_to_json(const struct field *f, const void *member, unsigned options)
{
	const char *const *string = member;

	(void)f, (void)options;
	return cJSON_CreateString(*string);
}

static void release_string(const struct field *f, void *member)
{
	char **string = member;

	(void)f;
	free(*string);
}

const struct field_ops field_string = {
	.init = init_string, .parse = parse_string,
	.to_json = string_to_json, .release = release_string,
};

static int init_bool(const struct field *f, void *member)
{
	*(bool *)member = f->def != 0;
	return 0;
}

static int parse_bool(const struct field *f, const cJSON *value, const char *pointer, void *member,
		      struct diag_list *list)
{
	(void)f;
	if (!cJSON_IsBool(value))
		return field_wrong_type(value, pointer, "true or false", list);
	*(bool *)member = cJSON_IsTrue(value);
	return 0;
}

static cJSON *bool_to_json(const struct field *f, const void *member, unsigned options)
{
	(void)f, (void)options;
	return cJSON_CreateBool(*(const bool *)member);
}

const struct field_ops field_bool = {
	.init = init_bool, .parse = parse_bool, .to_json = bool_to_json,
};

static int init_int(const struct field *f, void *member)
{
	*(int64_t *)member = f->def;
	return 0;
}

bool field_parse_int(const struct field *f, const cJSON *value, const char *pointer, int64_t *ret,
		     struct diag_list *list)
{
	double n = cJSON_GetNumberValue(value);
	long long min = f->min, max = f->max;

	if (!cJSON_IsNumber(value)) {
		diag_error(list, pointer, "is %s (an integer from %lld to %lld is expected)",
			   json_what(value), min, max);
		return false;
	}
	if (n != trunc(n)) {
		diag_error(list, pointer, "%.15g is not an integer (from %lld to %lld)", n, min,
			   max);
		return false;
	}
	if (n < (double)min || n > (double)max) {
		diag_error(list, pointer, "%.17g is not from %lld to %lld", n, min, max);
		return false;
	}
	*ret = (int64_t)n;
	return true;
}

static int parse_int(const struct field *f, const cJSON *value, const char *pointer, void *member,
		     struct diag_list *list)
{
	field_parse_int(f, value, pointer, member, list);
	return 0;
}

static cJSON *int_to_json(const struct field *f, const void *member, unsigned options)
{
	(void)f, (void)options;
	return json_integer(*(const int64_t *)member);
}

const struct field_ops field_int = {
	.init = init_int, .parse = parse_int, .to_json = int_to_json,
};

static int init_enum(const struct field *f, void *member)
{
	*(int *)member = (int)f->def;
	return 0;
}

struct name_list {
	const char *const *next;
};

static const char *next_name(void *context)
{
	struct name_list *l = context;

	return *l->next ? *l->next++ : NULL;
}

static int wrong_enum(const struct field *f, const char *value, const char *pointer,
		      struct diag_list *list)
{
	struct name_list names = { f->names };
	const char *meant = suggest(value, next_name, &names);
	char text[256] = "is not one of ";

	for (const char *const *name = f->names; *name; name++) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, "%s%s", name == f->names ? "" : ", ",
			 *name);
	}
	if (meant) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, " (did you mean \"%s\"?)", meant);
	}
	field_wrong_value(f, value, pointer, text, list);
	return 0;
}

static int parse_enum(const struct field *f, const cJSON *value, const char *pointer, void *member,
		      struct diag_list *list)
{
	if (!cJSON_IsString(value))
		return field_wrong_type(value, pointer, "a string", list);
	if ((f->flags & FIELD_EMPTY_IS_DEFAULT) && !*value->valuestring)
		return 0; /* it is there already */
	for (int i = 0; f->names[i]; i++)
		if (!strcmp(f->names[i], value->valuestring)) {
			*(int *)member = i;
			return 0;
		}
	return wrong_enum(f, value->valuestring, pointer, list);
}

static cJSON *enum_to_json(const struct field *f, const void *member, unsigned options)
{
	(void)options;
	return cJSON_CreateString(f->names[*(const int *)member]);
}

const struct field_ops field_enum = {
	.init = init_enum, .parse = parse_enum, .to_json = enum_to_json,
};

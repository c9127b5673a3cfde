/* spec_text.c - the JSON that is written, in one order: the same config makes the same bytes. */
#include "host-tools/lib/spec_text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"

#define REDACTED "[redacted]"

bool spec_has_host_only(const cJSON *root)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, root) {
		const struct field *f = object_find(&vmconfig_type, member->string);

		if (f && (f->flags & FIELD_HOST_ONLY))
			return true;
	}
	return false;
}

static int add_unknown(const struct object_type *type, cJSON *out, const cJSON *in, bool redact);

/* The same for what is in a list or a map. Keys are looked up, items go by their order. */
static int add_unknown_in_each(const struct object_type *type, cJSON *out, const cJSON *in,
			       bool redact)
{
	const cJSON *item = in->child;

	for (cJSON *to = out->child; to && item; to = to->next, item = item->next) {
		int r;

		while (item && to->string && strcmp(to->string, item->string))
			item = item->next; /* a null, which wasn't written */
		r = item ? add_unknown(type, to, item, redact) : 0;
		if (r < 0 || !item)
			return r;
	}
	return 0;
}

static int add_unknown_below(const struct field *f, cJSON *out, const cJSON *in, bool redact)
{
	if (!f->object || !out || cJSON_IsNull(in))
		return 0;
	return f->type == FIELD_OBJECT ? add_unknown(f->object, out, in, redact) :
					 add_unknown_in_each(f->object, out, in, redact);
}

/* Add to out what the table doesn't know of in. */
static int add_unknown(const struct object_type *type, cJSON *out, const cJSON *in, bool redact)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, in) {
		const struct field *f = object_find(type, member->string);
		int r = 0;

		if (f) {
			cJSON *known = cJSON_GetObjectItemCaseSensitive(out, f->name);

			r = add_unknown_below(f, known, member, redact);
		} else {
			cJSON *copy = redact ? cJSON_CreateString(REDACTED) :
					       cJSON_Duplicate(member, true);

			if (!cJSON_AddItemToObject(out, member->string, copy)) {
				cJSON_Delete(copy);
				r = -ENOMEM;
			}
		}
		if (r < 0)
			return r;
	}
	return 0;
}

static int redact_strings(cJSON *value)
{
	cJSON *item;

	if (cJSON_IsString(value)) {
		char *text = cJSON_malloc(sizeof(REDACTED));

		if (!text)
			return -ENOMEM;
		memcpy(text, REDACTED, sizeof(REDACTED));
		cJSON_free(value->valuestring);
		value->valuestring = text;
		return 0;
	}
	cJSON_ArrayForEach(item, value)
		if (redact_strings(item) < 0)
			return -ENOMEM;
	return 0;
}

static int redact_object(const struct object_type *type, cJSON *object)
{
	cJSON *member, *item;
	int r = 0;

	cJSON_ArrayForEach(member, object) {
		const struct field *f = object_find(type, member->string);

		if (f->flags & FIELD_SECRET)
			r = redact_strings(member);
		else if (f->type == FIELD_OBJECT)
			r = redact_object(f->object, member);
		else if (f->object)
			cJSON_ArrayForEach(item, member)
				r = r < 0 ? r : redact_object(f->object, item);
		if (r < 0)
			return r;
	}
	return 0;
}

/* cJSON writes a number of up to 17 digits without an exponent. Above JSON_MAX_INTEGER that would
 * be an integer too large to be read again. */
static int write_large_as_float(cJSON *value)
{
	char text[32];
	cJSON *item;

	if (cJSON_IsNumber(value) && fabs(value->valuedouble) > (double)JSON_MAX_INTEGER) {
		snprintf(text, sizeof(text), "%.16e", value->valuedouble);
		value->valuestring = strdup(text);
		if (!value->valuestring)
			return -ENOMEM;
		value->type = (value->type & ~0xff) | cJSON_Raw;
	}
	cJSON_ArrayForEach(item, value)
		if (write_large_as_float(item) < 0)
			return -ENOMEM;
	return 0;
}

static char *print(const cJSON *json)
{
	auto_free char *text = cJSON_PrintUnformatted(json);
	char *line;

	return text && asprintf(&line, "%s\n", text) >= 0 ? line : NULL;
}

char *spec_text(const struct vmconfig *config, const cJSON *root, bool redact)
{
	cJSON *json = object_to_json(&vmconfig_type, config, OBJECT_NO_HOST_ONLY);
	char *text = NULL;

	if (json && (!redact || redact_object(&vmconfig_type, json) == 0) &&
	    add_unknown(&vmconfig_type, json, root, redact) == 0 && write_large_as_float(json) == 0)
		text = print(json);
	cJSON_Delete(json);
	return text;
}

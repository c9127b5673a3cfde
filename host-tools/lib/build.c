/* build.c - build a JSON tree without asking after each step whether memory ran out. */
#include "host-tools/lib/build.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"

static cJSON *add(struct build *b, cJSON *parent, const char *key, cJSON *item)
{
	bool added = item && parent && (key ? cJSON_AddItemToObject(parent, key, item) :
					      cJSON_AddItemToArray(parent, item));

	if (added)
		return item;
	cJSON_Delete(item);
	b->failed = true;
	return NULL;
}

void build_string(struct build *b, cJSON *parent, const char *key, const char *value)
{
	if (value)
		add(b, parent, key, cJSON_CreateString(value));
}

void build_number(struct build *b, cJSON *parent, const char *key, double value)
{
	add(b, parent, key, cJSON_CreateNumber(value));
}

void build_bool(struct build *b, cJSON *parent, const char *key, bool value)
{
	add(b, parent, key, cJSON_CreateBool(value));
}

void build_format(struct build *b, cJSON *parent, const char *key, const char *fmt, ...)
{
	auto_free char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0) {
		text = NULL;
		b->failed = true;
	}
	va_end(ap);
	build_string(b, parent, key, text);
}

cJSON *build_object(struct build *b, cJSON *parent, const char *key)
{
	return add(b, parent, key, cJSON_CreateObject());
}

cJSON *build_array(struct build *b, cJSON *parent, const char *key)
{
	return add(b, parent, key, cJSON_CreateArray());
}

cJSON *build_end(struct build *b, cJSON *root)
{
	if (!root || !b->failed)
		return root;
	cJSON_Delete(root);
	return NULL;
}

/* input.h - what the fuzz targets make of their input. */
#pragma once
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/diag.h"
#include "common/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy with a NUL behind it, and not one byte more: what reads on is caught. */
static inline char *input_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	assert(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* Every finding of a JSON text has its place, and is one line for a terminal. */
static inline void input_check_findings(const struct diag_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		assert(list->items[i].line > 0 && list->items[i].column > 0);
		for (const char *p = list->items[i].text; *p; p++)
			assert((unsigned char)*p >= ' ' && *p != 0x7f);
	}
}

/* The JSON tree of a text that must be good. */
static inline cJSON *input_parse_again(const char *text)
{
	struct diag_list list = DIAG_LIST_INIT;
	cJSON *root = NULL;

	assert(text && json_parse(text, strlen(text), &root, &list) == 0);
	diag_list_release(&list);
	return root;
}

/* json.c - strict JSON (RFC 8259): scan, then parse; and JSON pointers (RFC 6901). */
#include "common/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json_scan.h"

int json_parse(const char *text, size_t len, cJSON **ret_root, struct diag_list *list)
{
	cJSON *root;
	int r;

	r = json_scan(text, len, NULL, list);
	if (r < 0)
		return r;
	root = cJSON_ParseWithLength(text, len);
	if (!root) /* the scan has accepted the text: only memory can be missing */
		return -ENOMEM;
	*ret_root = root;
	return 0;
}

cJSON *json_integer(int64_t value)
{
	char text[24];

	/* cJSON writes 15 digits when they are nearly enough: 2^53 - 1 would come out one less. */
	if (value > -1000000000000000 && value < 1000000000000000)
		return cJSON_CreateNumber((double)value);
	snprintf(text, sizeof(text), "%lld", (long long)value);
	return cJSON_CreateRaw(text);
}

char *json_pointer_key(const char *parent, const char *key)
{
	size_t len = strlen(parent);
	char *out = malloc(len + 1 + 2 * strlen(key) + 1), *p;

	if (!out)
		return NULL;
	memcpy(out, parent, len);
	p = out + len;
	*p++ = '/';
	for (; *key; key++) {
		if (*key == '~' || *key == '/') { /* RFC 6901, section 3 */
			*p++ = '~';
			*p++ = *key == '~' ? '0' : '1';
		} else {
			*p++ = *key;
		}
	}
	*p = '\0';
	return out;
}

char *json_pointer_index(const char *parent, size_t index)
{
	char *out;

	return asprintf(&out, "%s/%zu", parent, index) < 0 ? NULL : out;
}

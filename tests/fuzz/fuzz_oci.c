/* fuzz_oci.c - any container's config: refused, or taken over as a config that JSON can carry. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/lib/oci.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct oci_config *oci)
{
	cJSON *json = object_to_json(&vmconfig_type, &oci->config, 0), *again = NULL;
	struct diag_list list = DIAG_LIST_INIT;
	auto_free char *text = cJSON_PrintUnformatted(json);

	assert(text);
	assert(json_parse(text, strlen(text), &again, &list) == 0);
	assert(cJSON_Compare(json, again, true));
	cJSON_Delete(again);
	cJSON_Delete(json);
	diag_list_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *text = malloc(size + 1);
	struct diag_list list = DIAG_LIST_INIT;
	struct oci_config oci = { 0 };
	int r;

	memcpy(text, data, size);
	text[size] = '\0';
	r = oci_parse(text, size, &oci, &list);
	assert(r == 0 || diag_failed(&list));
	if (r != -EBADMSG) /* else the one finding has its place */
		assert(json_locate(text, size, &list) == 0);
	for (size_t i = 0; i < list.count; i++) /* every finding is about something that is there */
		assert(list.items[i].line > 0);
	if (r == 0 && !diag_failed(&list))
		check(&oci);
	oci_release(&oci);
	diag_list_release(&list);
	return 0;
}

/* fuzz_oci.c - any container's config: refused, or taken over as a config that JSON can carry. */
#include <errno.h>

#include "common/cleanup.h"
#include "host-tools/lib/oci.h"
#include "tests/fuzz/input.h"

static void check(const struct oci_config *oci)
{
	cJSON *json = object_to_json(&vmconfig_type, &oci->config, 0), *again;
	auto_free char *text = cJSON_PrintUnformatted(json);

	again = input_parse_again(text);
	assert(cJSON_Compare(json, again, true));
	cJSON_Delete(again);
	cJSON_Delete(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *text = input_text(data, size);
	struct diag_list list = DIAG_LIST_INIT;
	struct oci_config oci = { 0 };
	int r = oci_parse(text, size, &oci, &list);

	assert(r == 0 || diag_failed(&list));
	if (r != -EBADMSG) /* else the one finding has its place */
		assert(json_locate(text, size, &list) == 0);
	input_check_findings(&list);
	if (r == 0 && !diag_failed(&list))
		check(&oci);
	oci_release(&oci);
	diag_list_release(&list);
	return 0;
}

/* fuzz_spec.c - any JSON as a spec: a verdict, whose findings all have their places. */
#include "common/cleanup.h"
#include "common/vmconfig.h"
#include "common/vmconfig_rules.h"
#include "tests/fuzz/input.h"

/* With an odd length unknown keys are errors. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *text = input_text(data, size);
	struct diag_list list = { .strict = size % 2 };
	struct vmconfig config = { 0 };
	cJSON *root = NULL;

	if (json_parse(text, size, &root, &list) == 0) {
		assert(object_parse(&vmconfig_type, root, "", &config, &list) == 0);
		if (cJSON_IsObject(root)) {
			vmconfig_choose_init_mode(&config);
			vmconfig_check_rules(&config, &list);
		}
		assert(!list.incomplete && json_locate(text, size, &list) == 0);
	}
	input_check_findings(&list);
	vmconfig_release(&config);
	cJSON_Delete(root);
	diag_list_release(&list);
	return 0;
}

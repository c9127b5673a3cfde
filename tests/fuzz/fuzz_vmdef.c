/* fuzz_vmdef.c - any VM definition: a verdict, and of a good one a spec that is one.
 *
 * Input: the number of its format, a digit, then the definition. */
#include "common/cleanup.h"
#include "common/vmconfig.h"
#include "host-tools/vmdef/source.h"
#include "tests/fuzz/input.h"

#define SOURCE_COUNT 4

static void check_spec(const struct source *source, const void *object, const char *text,
		       size_t len)
{
	struct diag_list list = DIAG_LIST_INIT;
	cJSON *spec = source->to_spec(object, &list), *root;
	auto_free char *printed = cJSON_Print(spec);
	struct vmconfig config;

	assert(!diag_failed(&list) && json_locate(text, len, &list) == 0);
	input_check_findings(&list);
	root = input_parse_again(printed);
	assert(object_parse(&vmconfig_type, root, "", &config, &list) == 0);
	vmconfig_release(&config);
	cJSON_Delete(root);
	cJSON_Delete(spec);
	diag_list_release(&list);
}

static void check(const struct source *source, const char *text, size_t len)
{
	const struct source_context context = { .path = "-" };
	auto_free void *object = calloc(1, source->type->size);
	struct diag_list list = DIAG_LIST_INIT;
	cJSON *root = NULL;

	if (json_parse(text, len, &root, &list) == 0) {
		assert(object_parse(source->type, root, "", object, &list) == 0);
		if (source->check)
			source->check(object, &context, &list);
		assert(!list.incomplete && json_locate(text, len, &list) == 0);
	}
	input_check_findings(&list);
	if (!diag_failed(&list))
		check_spec(source, object, text, len);
	object_release(source->type, object);
	cJSON_Delete(root);
	diag_list_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *text = NULL;

	assert(sources[SOURCE_COUNT - 1] && !sources[SOURCE_COUNT]);
	if (!size)
		return 0;
	text = input_text(data + 1, size - 1);
	check(sources[data[0] % SOURCE_COUNT], text, size - 1);
	return 0;
}

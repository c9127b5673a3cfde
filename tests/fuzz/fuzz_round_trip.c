/* fuzz_round_trip.c - a spec that is accepted: what is written says the same, and is read as the
 * same. */
#include "common/cleanup.h"
#include "common/vmconfig.h"
#include "common/vmconfig_rules.h"
#include "host-tools/lib/spec_text.h"
#include "tests/fuzz/input.h"

struct spec {
	cJSON *root;
	struct vmconfig config;
};

static bool parse(const char *text, size_t len, struct spec *ret)
{
	struct diag_list list = DIAG_LIST_INIT;
	bool good;

	if (json_parse(text, len, &ret->root, &list) == 0) {
		assert(object_parse(&vmconfig_type, ret->root, "", &ret->config, &list) == 0);
		vmconfig_choose_init_mode(&ret->config);
		vmconfig_check_rules(&ret->config, &list);
	}
	good = !diag_failed(&list);
	diag_list_release(&list);
	return good;
}

static void release(struct spec *spec)
{
	vmconfig_release(&spec->config);
	cJSON_Delete(spec->root);
}

static void check_same(const struct vmconfig *a, const struct vmconfig *b)
{
	cJSON *json_a = object_to_json(&vmconfig_type, a, OBJECT_NO_HOST_ONLY);
	cJSON *json_b = object_to_json(&vmconfig_type, b, OBJECT_NO_HOST_ONLY);

	assert(json_a && cJSON_Compare(json_a, json_b, true));
	cJSON_Delete(json_a);
	cJSON_Delete(json_b);
}

static void check_redacted(const struct spec *spec)
{
	auto_free char *text = spec_text(&spec->config, spec->root, true);
	cJSON *root = input_parse_again(text), *variable;
	cJSON *env = cJSON_GetObjectItemCaseSensitive(root, "env");

	assert((size_t)cJSON_GetArraySize(env) == spec->config.env.count);
	cJSON_ArrayForEach(variable, env) {
		assert(!strcmp(cJSON_GetStringValue(variable), "[redacted]"));
	}
	cJSON_Delete(root);
}

static void check(const struct spec *spec)
{
	auto_free char *text = spec_text(&spec->config, spec->root, false);
	auto_free char *text_again = NULL;
	struct spec again = { 0 };

	assert(text && parse(text, strlen(text), &again));
	assert(!spec_has_host_only(again.root));
	check_same(&spec->config, &again.config);
	text_again = spec_text(&again.config, again.root, false);
	assert(text_again && !strcmp(text, text_again));
	check_redacted(spec);
	release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *text = input_text(data, size);
	struct spec spec = { 0 };

	if (parse(text, size, &spec))
		check(&spec);
	release(&spec);
	return 0;
}

/* test_merge_patch.c - the examples of RFC 7396, appendix A; the names of slots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "host-tools/lib/merge_patch.h"
#include "host-tools/lib/vm.h"

static const struct {
	const char *target, *patch, *result;
} rows[] = {
	{ "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
	{ "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
	{ "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
	{ "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
	{ "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
	{ "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
	{ "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
	{ "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
	{ "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
	{ "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
	{ "{\"a\":\"foo\"}", "null", "null" },
	{ "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
	{ "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
	{ "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
	{ "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
};

static void patches_are_merged(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cJSON *target = cJSON_Parse(rows[i].target), *patch = cJSON_Parse(rows[i].patch);
		char *text;

		print_message("# %s\n", rows[i].patch); /* names the row that fails */
		assert_int_equal(merge_patch(&target, patch), 0);
		text = cJSON_PrintUnformatted(target);
		assert_string_equal(text, rows[i].result);
		free(text);
		cJSON_Delete(target);
		cJSON_Delete(patch);
	}
}

static void slots_have_the_kernels_names(void **state)
{
	static const struct {
		size_t index;
		const char *name;
	} slots[] = {
		{ 0, "vda" }, { 25, "vdz" }, { 26, "vdaa" }, { 51, "vdaz" }, { 52, "vdba" },
		{ VM_MAX_DISKS - 1, "vdea" },
	};
	char name[VM_SLOT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(slots); i++) {
		vm_slot_name(slots[i].index, name);
		assert_string_equal(name, slots[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patches_are_merged),
		cmocka_unit_test(slots_have_the_kernels_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

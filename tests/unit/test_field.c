/* test_field.c - every field of the contract is read, written and read again as the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/vmconfig_rules.h"
#include "tests/unit/every_field.h"

static void read_config(const char *text, struct vmconfig *ret)
{
	struct diag_list list = DIAG_LIST_INIT;
	cJSON *root;

	assert_int_equal(json_parse(text, strlen(text), &root, &list), 0);
	assert_int_equal(object_parse(&vmconfig_type, root, "", ret, &list), 0);
	vmconfig_check_rules(ret, &list);
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].severity == DIAG_ERROR)
			fail_msg("%s: %s", list.items[i].pointer, list.items[i].text);
	diag_list_release(&list);
	cJSON_Delete(root);
}

static char *write_config(const struct vmconfig *c, unsigned options)
{
	cJSON *json = object_to_json(&vmconfig_type, c, options);
	char *text;

	assert_non_null(json);
	text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	assert_non_null(text);
	return text;
}

static void test_round_trip(void **state)
{
	const char *const documents[] = { EVERY_FIELD, EVERY_NETWORK_FIELD };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(documents); i++) {
		struct vmconfig c;
		auto_free char *first = NULL;
		auto_free char *second = NULL;

		read_config(documents[i], &c);
		first = write_config(&c, 0);
		vmconfig_release(&c);
		read_config(first, &c);
		second = write_config(&c, 0);
		vmconfig_release(&c);
		assert_string_equal(first, second);
		assert_non_null(strstr(first, i ? "\"metric\":5" : "\"hard\":9007199254740991"));
	}
}

/* Adding a row means adding it to the documents above. */
static void test_every_field_is_given(void **state)
{
	struct vmconfig c, networks;
	uint64_t all = UINT64_MAX >> (64 - vmconfig_type.count);

	(void)state;
	read_config(EVERY_FIELD, &c);
	read_config(EVERY_NETWORK_FIELD, &networks);
	assert_int_equal(c.set | networks.set, all);
	assert_int_equal(c.host.set, (UINT64_C(1) << host_type.count) - 1);
	vmconfig_release(&c);
	vmconfig_release(&networks);
}

static void test_host_only_stays_out(void **state)
{
	struct vmconfig c;
	auto_free char *text = NULL;

	(void)state;
	read_config(EVERY_FIELD, &c);
	text = write_config(&c, OBJECT_NO_HOST_ONLY);
	vmconfig_release(&c);
	assert_null(strstr(text, "\"host\":"));
	assert_null(strstr(text, "secrets"));
	assert_null(strstr(text, "image"));
	assert_null(strstr(text, "env_files"));
	assert_non_null(strstr(text, "\"log_level\":\"debug\""));
}

static void test_defaults(void **state)
{
	struct vmconfig c;

	(void)state;
	assert_int_equal(object_init(&vmconfig_type, &c), 0);
	assert_int_equal(c.set, 0);
	assert_string_equal(c.workdir, "/");
	assert_string_equal(c.umask, "0022");
	assert_string_equal(c.stop_signal, "SIGTERM");
	assert_int_equal(c.stop_timeout, 10);
	assert_int_equal(c.restart.delay_ms, 100);
	assert_string_equal(c.rootfs.upper, "/dev/vdb");
	assert_int_equal(c.host.memory_mib, 512);
	assert_int_equal(c.host.console.mode, CONSOLE_TTY);
	vmconfig_release(&c);
	vmconfig_release(&c); /* a released one is a zeroed one */
}

static void test_append(void **state)
{
	struct vmconfig c;

	(void)state;
	assert_int_equal(object_init(&vmconfig_type, &c), 0);
	for (size_t i = 0; i < VMCONFIG_MAX_NETWORKS; i++)
		assert_non_null(object_append(&vmconfig_type, &c, "networks"));
	assert_null(object_append(&vmconfig_type, &c, "networks"));
	assert_int_equal(c.networks.count, VMCONFIG_MAX_NETWORKS);
	assert_true(object_has(&vmconfig_type, &c, "networks"));
	vmconfig_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_every_field_is_given),
		cmocka_unit_test(test_host_only_stays_out),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_append),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

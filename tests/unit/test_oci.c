/* test_oci.c - what an OCI image config or runtime config becomes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "host-tools/lib/oci.h"

static const struct row {
	const char *oci, *config; /* config: NULL where it is refused */
	const char *findings;	  /* the pointers, with commas between */
} rows[] = {
	{ "{\"config\":{}}", "{}", "" },
	{ "{\"rootfs\":{\"diff_ids\":[]}}", "{}", "" },
	{ "{\"config\":{\"User\":\"bob:staff\",\"StopSignal\":\"SIGRTMIN+3\"}}",
	  "{\"user\":\"bob:staff\",\"stop_signal\":\"SIGRTMIN+3\"}", "" },
	{ "{\"config\":{\"User\":null,\"Cmd\":null,\"Env\":null}}", "{}", "" },
	{ "{\"config\":{\"User\":\"a b\",\"StopSignal\":\"NOPE\"}}", NULL,
	  "/config/User,/config/StopSignal" },
	{ "{\"ociVersion\":\"1.0.2\"}", "{}", "" },
	{ "{\"process\":{\"user\":{\"uid\":1000}}}", "{\"user\":\"1000:0\"}", "" },
	{ "{\"process\":{\"user\":{\"uid\":5,\"gid\":6,\"umask\":63,\"additionalGids\":[7,8]}}}",
	  "{\"user\":\"5:6\",\"groups\":[7,8],\"umask\":\"0077\"}", "" },
	{ "{\"process\":{\"user\":{\"uid\":4294967295}}}", NULL, "/process/user/uid" },
	{ "{\"process\":{\"terminal\":true,\"noNewPrivileges\":true}}",
	  "{\"tty\":true,\"no_new_privileges\":true}", "" },
	{ "{\"process\":{\"terminal\":false,\"noNewPrivileges\":false}}", "{}", "" },
	{ "{\"process\":{\"args\":[\"a\",\"b\"],\"cwd\":\"/w\",\"env\":[\"A=1\",\"B\",\"A=2\"]}}",
	  "{\"cmd\":[\"a\",\"b\"],\"workdir\":\"/w\",\"env\":{\"A\":\"2\"}}", "/process/env/1" },
	{ "{\"process\":{\"rlimits\":[{\"type\":\"RLIMIT_NOFILE\",\"soft\":1,"
	  "\"hard\":18446744073709551615}]}}",
	  "{\"rlimits\":{\"RLIMIT_NOFILE\":{\"soft\":1,\"hard\":-1}}}", "" },
	{ "{\"process\":{\"args\":[\"18446744073709551615\",\"\\\"18446744073709551615\"]}}",
	  "{\"cmd\":[\"18446744073709551615\",\"\\\"18446744073709551615\"]}", "" },
	{ "{\"process\":{},\"annotations\":[0.18446744073709551615,1.5e0]}", "{}", "" },
	{ "{\"process\":{\"rlimits\":[{\"type\":\"RLIMIT_CPU\",\"soft\":1,\"hard\":1},"
	  "{\"type\":\"RLIMIT_CPU\",\"soft\":2,\"hard\":2}]}}", NULL, "/process/rlimits/1" },
	{ "{\"process\":{\"capabilities\":{\"bounding\":[\"CAP_KILL\",\"CAP_CHOWN\"],"
	  "\"effective\":[\"CAP_CHOWN\",\"CAP_KILL\"],"
	  "\"permitted\":[\"CAP_KILL\",\"CAP_CHOWN\"]}}}",
	  "{\"capabilities\":[\"CAP_CHOWN\",\"CAP_KILL\"]}", "" },
	{ "{\"process\":{\"capabilities\":{}}}", "{\"capabilities\":[]}", "" },
	{ "{\"process\":{\"capabilities\":{\"bounding\":[\"CAP_KILL\"],\"ambient\":[\"CAP_KILL\"],"
	  "\"inheritable\":[\"CAP_KILL\"],\"permitted\":[\"CAP_CHOWN\"]}}}",
	  "{\"capabilities\":[]}",
	  "/process/capabilities,/process/capabilities,"
	  "/process/capabilities/inheritable,/process/capabilities/ambient" },
	{ "{\"process\":{},\"hostname\":\"h\",\"root\":{\"path\":\"r\",\"readonly\":true},"
	  "\"linux\":{\"sysctl\":{\"net.core.somaxconn\":\"9\"}}}",
	  "{\"hostname\":\"h\",\"sysctls\":{\"net.core.somaxconn\":\"9\"},"
	  "\"rootfs\":{\"readonly\":true}}", "" },
	{ "{\"process\":{},\"hostname\":\"\",\"root\":{\"path\":\"r\",\"readonly\":false}}", "{}",
	  "" },
	{ "{\"process\":{},\"mounts\":[{\"destination\":\"/proc\",\"type\":\"proc\"},"
	  "{\"destination\":\"/t\",\"type\":\"tmpfs\",\"options\":[\"rslave\",\"mode=755\"]},"
	  "{\"destination\":\"/u\",\"type\":\"tmpfs\"}]}",
	  "{\"mounts\":[{\"type\":\"tmpfs\",\"target\":\"/t\",\"options\":[\"mode=755\"]},"
	  "{\"type\":\"tmpfs\",\"target\":\"/u\"}]}", "" },
	{ "{\"process\":{},\"mounts\":[{\"type\":\"tmpfs\"},"
	  "{\"destination\":\"/proc\",\"type\":\"bind\"}]}", NULL, "/mounts/0,/mounts/1" },
	{ "{\"process\":{},\"linux\":{\"seccomp\":{},\"namespaces\":[],\"devices\":null}}", "{}",
	  "" },
};

static void pointers_of(const struct diag_list *list, char *ret, size_t size)
{
	*ret = '\0';
	for (size_t i = 0; i < list->count; i++) {
		size_t used = strlen(ret);

		snprintf(ret + used, size - used, "%s%s", i ? "," : "", list->items[i].pointer);
	}
}

static void test_rows(void **state)
{
	(void)state;
	for (const struct row *row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		struct diag_list list = DIAG_LIST_INIT;
		auto_free char *text = strdup(row->oci);
		struct oci_config oci = { 0 };
		char pointers[512];

		if (oci_parse(text, strlen(text), &oci, &list) != 0)
			fail_msg("%s: refused as a whole", row->oci);
		pointers_of(&list, pointers, sizeof(pointers));
		if (strcmp(pointers, row->findings))
			fail_msg("%s: the findings are at %s", row->oci, pointers);
		if (diag_failed(&list) != !row->config)
			fail_msg("%s: the verdict is the other one", row->oci);
		if (row->config) {
			cJSON *json = object_to_json(&vmconfig_type, &oci.config, 0);
			auto_free char *config = cJSON_PrintUnformatted(json);

			cJSON_Delete(json);
			if (strcmp(config, row->config))
				fail_msg("%s became %s", row->oci, config);
		}
		oci_release(&oci);
		diag_list_release(&list);
	}
}

#define RUNTIME "tests/data/oci/runtime.json" /* from the root of the tree, where make runs us */

/* A whole config.json, as a runtime's own template has it. */
static void test_runtime(void **state)
{
	static const char expected[] =
		"{\"cmd\":[\"sh\",\"-c\",\"true\"],\"workdir\":\"/home\","
		"\"env\":{\"PATH\":\"/usr/bin:/bin\",\"TERM\":\"xterm\"},\"hostname\":\"runc\","
		"\"user\":\"1000:1001\",\"groups\":[10,20],\"umask\":\"0077\",\"tty\":true,"
		"\"rlimits\":{\"RLIMIT_NOFILE\":{\"soft\":1024,\"hard\":-1},"
		"\"RLIMIT_CORE\":{\"soft\":0,\"hard\":0}},"
		"\"sysctls\":{\"net.ipv4.ip_forward\":\"1\"},"
		"\"mounts\":[{\"type\":\"tmpfs\",\"target\":\"/scratch\","
		"\"options\":[\"size=64k\"]}],"
		"\"rootfs\":{\"readonly\":true},\"no_new_privileges\":true,"
		"\"capabilities\":[\"CAP_KILL\",\"CAP_AUDIT_WRITE\"]}";
	auto_fclose FILE *file = fopen(RUNTIME, "re");
	struct diag_list list = DIAG_LIST_INIT;
	struct oci_config oci = { 0 };
	auto_free char *config = NULL;
	char text[8192] = "";
	cJSON *json;

	(void)state;
	assert_non_null(file);
	assert_in_range(fread(text, 1, sizeof(text) - 1, file), 1, sizeof(text) - 2);
	assert_int_equal(oci_parse(text, strlen(text), &oci, &list), 0);
	assert_int_equal(oci.kind, OCI_RUNTIME);
	assert_int_equal(list.count, 0);
	json = object_to_json(&vmconfig_type, &oci.config, 0);
	config = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	oci_release(&oci);
	diag_list_release(&list);
	assert_string_equal(config, expected);
}

/* Where in a document a field comes from; "" for one that never does. */
static void test_origins(void **state)
{
	(void)state;
	assert_string_equal(oci_origin(OCI_IMAGE, "cmd"), "/config/Cmd");
	assert_string_equal(oci_origin(OCI_RUNTIME, "cmd"), "/process/args");
	assert_string_equal(oci_origin(OCI_RUNTIME, "entrypoint"), "");
	assert_string_equal(oci_origin(OCI_IMAGE, "volume_mounts"), "");
}

static void test_refused(void **state)
{
	static const struct {
		const char *text;
		int error;
	} refused[] = {
		{ "{}", -EINVAL }, { "[]", -EINVAL }, { "1", -EINVAL }, { "", -EBADMSG },
		{ "{\"config\":1", -EBADMSG }, { "{\"manifests\":[]}", -EINVAL },
		{ "{\"config\":{\"digest\":\"sha256:0\"}}", -EINVAL },
		{ "{\"process\":{\"a\":28446744073709551615}}", -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct diag_list list = DIAG_LIST_INIT;
		auto_free char *text = strdup(refused[i].text);
		struct oci_config oci = { 0 };

		if (oci_parse(text, strlen(text), &oci, &list) != refused[i].error)
			fail_msg("%s", refused[i].text);
		assert_true(diag_failed(&list));
		diag_list_release(&list);
	}
}

struct inner {
	uint64_t set;
	int64_t a, b;
};

static const struct field inner_fields[] = {
	F_INT(struct inner, a, 0, 9, "a", .def = 8),
	F_INT(struct inner, b, 0, 9, "b", .def = 8),
};
static const struct object_type inner_type = OBJECT_TYPE(struct inner, "inner", inner_fields);

struct outer {
	uint64_t set;
	char *mine, *both, *theirs, *cleared;
	struct inner inner;
	struct strv list;
	struct objv objects;
};

static const struct field outer_fields[] = {
	F_STRING(struct outer, mine, "mine"),
	F_STRING(struct outer, both, "both"),
	F_STRING(struct outer, theirs, "theirs", .def_string = "default"),
	F_STRING(struct outer, cleared, "cleared"),
	F_OBJECT(struct outer, inner, struct inner, &inner_type, "inner"),
	F_STRV(struct outer, list, "list"),
	F_OBJV(struct outer, objects, &inner_type, "objects"),
};
static const struct object_type outer_type = OBJECT_TYPE(struct outer, "outer", outer_fields);

static void parse_outer(const char *text, struct outer *ret)
{
	struct diag_list list = DIAG_LIST_INIT;
	cJSON *json = cJSON_Parse(text);

	assert_int_equal(object_parse(&outer_type, json, "", ret, &list), 0);
	assert_false(diag_failed(&list));
	cJSON_Delete(json);
}

/* What an object wasn't given it takes from the other; so do the objects in it. */
static void test_inherit(void **state)
{
	auto_free char *text = NULL;
	struct outer object, base;
	cJSON *json;

	(void)state;
	parse_outer("{\"mine\":\"m\",\"both\":\"m\",\"inner\":{\"a\":1}}", &object);
	parse_outer("{\"both\":\"t\",\"theirs\":\"t\",\"cleared\":\"t\","
		    "\"inner\":{\"a\":2,\"b\":2},\"list\":[\"x\"],\"objects\":[{\"a\":3}]}", &base);
	object_clear(&outer_type, &base, "cleared");
	object_inherit(&outer_type, &object, &base);
	object_release(&outer_type, &base);
	json = object_to_json(&outer_type, &object, 0);
	text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	object_release(&outer_type, &object);
	assert_string_equal(text, "{\"mine\":\"m\",\"both\":\"m\",\"theirs\":\"t\","
				  "\"inner\":{\"a\":1,\"b\":2},"
				  "\"list\":[\"x\"],\"objects\":[{\"a\":3}]}");
}

static void test_strmap(void **state)
{
	struct strmap m = { 0 };

	(void)state;
	assert_int_equal(strmap_set(&m, "A", "1"), 0);
	assert_int_equal(strmap_set(&m, "B", "2"), 0);
	assert_int_equal(strmap_set(&m, "C", ""), 0);
	assert_int_equal(strmap_set(&m, "A", "3"), 0);
	assert_int_equal(strmap_set(&m, "B", NULL), 0);
	assert_int_equal(strmap_set(&m, "X", NULL), 0);
	assert_int_equal(m.count, 2);
	assert_string_equal(m.items[0].name, "A");
	assert_string_equal(m.items[0].value, "3");
	assert_string_equal(m.items[1].name, "C");
	strmap_release(&m);
}

/* Whatever the order of the names, each is found again, and keeps its place. */
static void test_large_strmap(void **state)
{
	struct strmap m = { 0 };
	char name[16], value[16];

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "N%u", i * 7 % 1000);
		snprintf(value, sizeof(value), "%u", i);
		assert_int_equal(strmap_set(&m, name, value), 0);
	}
	assert_int_equal(m.count, 1000);
	assert_int_equal(strmap_set(&m, "N7", NULL), 0);
	assert_int_equal(strmap_set(&m, "N14", "x"), 0);
	assert_int_equal(strmap_set(&m, "N7", "y"), 0);
	assert_int_equal(m.count, 1000);
	assert_string_equal(m.items[0].value, "2000");
	assert_string_equal(m.items[1].value, "x");
	assert_string_equal(m.items[999].name, "N7");
	strmap_release(&m);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_runtime),
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_inherit),
		cmocka_unit_test(test_strmap),
		cmocka_unit_test(test_large_strmap),
	};

	return cmocka_run_group_tests_name("oci", tests, NULL, NULL);
}

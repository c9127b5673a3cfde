/* test_rules.c - what has to fit together across the fields. */
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

#define NETWORK(members) "\"networks\":[{" members "}]"
#define SYSTEMD "\"init_mode\":\"systemd\","
#define VOLUME(device, path) "{\"device\":\"" device "\",\"path\":\"" path "\",\"mode\":\"rw\"}"

static const struct {
	const char *members; /* of a document, beside cmd */
	const char *pointer, *text; /* of the only finding; text: a part */
} broken[] = {
	{ "\"cmd\":[]", "", "nothing to run" },
	{ "\"network_enabled\":true", "/network_enabled", "\"guest_ip\" is missing" },
	{ "\"network_enabled\":true,\"guest_ip\":\"::1\",\"guest_cidr\":64,"
	  "\"guest_gw\":\"192.0.2.1\"", "/guest_gw", "another IP version" },
	{ NETWORK("") ",\"guest_ip\":\"192.0.2.1\"", "/guest_ip",
	  "can't be used with \"networks\"" },
	{ NETWORK("") ",\"guest_dns\":\"192.0.2.1\"", "/guest_dns",
	  "can't be used with \"networks\"" },
	{ NETWORK("\"gateway\":\"192.0.2.1\""), "/networks/0/gateway", "has no IPv4 address" },
	{ NETWORK("\"dhcp\":\"ipv4\",\"gateway\":\"192.0.2.1\""), "/networks/0/gateway",
	  "with dhcp" },
	{ NETWORK("\"dhcp\":\"ipv4\",\"addresses\":[\"192.0.2.1/24\"]"), "/networks/0/addresses/0",
	  "with dhcp" },
	{ NETWORK("\"addresses\":[\"::1/64\",\"0::1/32\"]"), "/networks/0/addresses/1",
	  "same address as number 0" },
	{ NETWORK("\"addresses\":[\"::1/64\"],\"mtu\":1279"), "/networks/0/addresses/0", "1280" },
	{ NETWORK("\"addresses\":[\"192.0.2.1/24\"],\"gateway\":\"192.0.2.1\","
		  "\"gateways\":[\"192.0.2.2\"]"), "/networks/0/gateways", "one of the two" },
	{ NETWORK("\"addresses\":[\"192.0.2.1/24\"],\"gateways\":[\"192.0.2.1\",\"192.0.2.2\"]"),
	  "/networks/0/gateways/1", "second gateway" },
	{ NETWORK("\"routes\":[{\"dst\":\"default\"}]"), "/networks/0/routes/0", "needs \"via\"" },
	{ NETWORK("\"routes\":[{\"dst\":\"192.0.2.0/24\",\"onlink\":true}]"),
	  "/networks/0/routes/0", "\"via\" is missing" },
	{ NETWORK("\"routes\":[{\"dst\":\"::/0\",\"via\":\"192.0.2.1\"}]"), "/networks/0/routes/0",
	  "another IP version" },
	{ "\"networks\":[{\"name\":\"a\"},{\"name\":\"a\"}]", "/networks/1/name", "network 0" },
	{ "\"networks\":[{\"mac\":\"52:54:00:00:00:0a\"},{\"mac\":\"52:54:00:00:00:0A\"}]",
	  "/networks/1/mac", "network 0" },
	{ "\"volume_mounts\":[" VOLUME("label:a", "/a") "," VOLUME("label:b", "/./a/") "]",
	  "/volume_mounts/1/path", "volume 0 is on \"/a\"" },
	{ "\"volume_mounts\":[" VOLUME("uuid:a", "/a") "," VOLUME("uuid:A", "/b") "]",
	  "/volume_mounts/1/device", "/volume_mounts/0/device already" },
	{ "\"volume_mounts\":[" VOLUME("/dev/vda", "/a") "]", "/volume_mounts/0/device",
	  "its default" },
	{ "\"rootfs\":{\"upper\":\"label:a\"},\"volume_mounts\":[" VOLUME("label:a", "/a") "]",
	  "/volume_mounts/0/device", "/rootfs/upper" },
	{ "\"rootfs\":{\"layers\":[\"label:a\"],\"upper\":\"label:a\"}", "/rootfs/layers/0",
	  "/rootfs/upper" },
	{ "\"mounts\":[{\"type\":\"9p\",\"target\":\"/a\"}]", "/mounts/0", "needs \"source\"" },
	{ "\"mounts\":[{\"type\":\"tmpfs\",\"target\":\"/a\",\"source\":\"x\"}]",
	  "/mounts/0/source", "only for" },
	{ "\"mounts\":[{\"type\":\"bind\",\"target\":\"/a\",\"source\":\"x\"}]", "/mounts/0/source",
	  "not absolute" },
	{ "\"mounts\":[{\"type\":\"tmpfs\",\"target\":\"/a\"}],"
	  "\"volume_mounts\":[" VOLUME("label:a", "/a") "]", "/mounts/0/target", "volume 0 is on" },
	{ "\"files\":[{\"path\":\"/a\"}]", "/files/0", "is missing" },
	{ "\"files\":[{\"path\":\"/a\",\"content\":\"\",\"content_base64\":\"\"}]",
	  "/files/0/content_base64", "one of the two" },
	{ "\"files\":[{\"path\":\"/a\",\"content\":\"\"},{\"path\":\"//a\",\"content\":\"\"}]",
	  "/files/1/path", "file 0 is on" },
	{ "\"rlimits\":{\"cpu\":{\"soft\":2,\"hard\":1}}", "/rlimits/cpu", "above" },
	{ "\"rlimits\":{\"cpu\":{\"soft\":-1,\"hard\":1}}", "/rlimits/cpu", "above" },
	{ "\"rlimits\":{\"cpu\":{\"soft\":1,\"hard\":1},\"CPU\":{\"soft\":1,\"hard\":1}}",
	  "/rlimits/CPU", "same limit as \"cpu\"" },
	{ "\"secrets\":[{\"name\":\"A\",\"path\":\"a\"},{\"name\":\"A\",\"path\":\"b\"}]",
	  "/secrets/1/name", "secret 0" },
	{ "\"host\":{\"nics\":[{}]}", "/host/nics/0", "exactly one" },
	{ "\"host\":{\"nics\":[{\"tap\":\"a\",\"network\":\"b\"}]}", "/host/nics/0",
	  "exactly one" },
	{ "\"networks\":[{},{}],\"host\":{\"nics\":[{\"tap\":\"a\"}]}", "/networks/1",
	  "has no NIC" },
	{ "\"host\":{\"disks\":{\"volumes\":[{\"path\":\"a\"}]}}", "/host/disks", "takes 0" },
	{ "\"volume_mounts\":[{\"device\":\"label:a\",\"path\":\"/a\",\"mode\":\"overlay\","
	  "\"overlay_device\":\"label:b\"}],\"host\":{\"disks\":{\"volumes\":[{\"path\":\"a\"}]}}",
	  "/host/disks", "takes 2" },
	{ "\"host\":{\"disks\":{\"rootfs\":{\"path\":\"a\",\"serial\":\"s\"},"
	  "\"config\":{\"path\":\"b\",\"serial\":\"s\"}}}", "/host/disks/config/serial",
	  "another disk" },
	{ "\"host\":{\"console\":{\"mode\":\"file\"}}", "/host/console", "needs \"path\"" },
	{ "\"host\":{\"console\":{\"path\":\"a\"}}", "/host/console/path", "only for" },
	{ SYSTEMD "\"workdir\":\"/a\"", "/workdir", "no effect" },
	{ SYSTEMD "\"user\":\"0\"", "/user", "no effect" },
	{ SYSTEMD "\"groups\":[1]", "/groups", "no effect" },
	{ SYSTEMD "\"umask\":\"0022\"", "/umask", "no effect" },
	{ SYSTEMD "\"tty\":true", "/tty", "no effect" },
	{ SYSTEMD "\"stop_signal\":\"SIGTERM\"", "/stop_signal", "no effect" },
	{ SYSTEMD "\"stop_timeout\":10", "/stop_timeout", "no effect" },
	{ SYSTEMD "\"on_exit\":\"hold\"", "/on_exit", "no effect" },
	{ SYSTEMD "\"restart\":{\"policy\":\"always\"}", "/restart", "no effect" },
	{ SYSTEMD "\"rlimits\":{\"cpu\":{\"soft\":1,\"hard\":1}}", "/rlimits", "no effect" },
	{ SYSTEMD "\"no_new_privileges\":true", "/no_new_privileges", "no effect" },
	{ SYSTEMD "\"capabilities\":[]", "/capabilities", "no effect" },
};

/* Each near one of the rules, and right. */
static const char *const kept[] = {
	SYSTEMD "\"cmd\":[]",
	SYSTEMD "\"workdir\":\"/\",\"groups\":[],\"tty\":false,\"on_exit\":\"poweroff\","
		"\"rlimits\":{}",
	SYSTEMD "\"restart\":{\"policy\":\"no\"},\"no_new_privileges\":false",
	NETWORK("\"addresses\":[\"192.0.2.1/32\"],\"gateway\":\"198.51.100.1\""),
	NETWORK("\"dhcp\":\"ipv4\",\"addresses\":[\"::1/64\"],\"gateway\":\"::2\""),
	NETWORK("\"routes\":[{\"dst\":\"192.0.2.0/24\"}]") ",\"network_enabled\":true",
	"\"networks\":[{\"mac\":\"52:54:00:00:00:0a\"},{\"mac\":\"52:54:00:00:00:0a\",\"vlan\":5}]",
	"\"volume_mounts\":[" VOLUME("label:a", "/a") "," VOLUME("label:A", "/a/b") "]",
	"\"rootfs\":{\"layers\":[\"label:x\"],\"upper\":\"tmpfs\"},\"volume_mounts\":["
	VOLUME("/dev/vda", "/a") "," VOLUME("/dev/vdb", "/b") "]",
	"\"rootfs\":{\"readonly\":true},\"volume_mounts\":[" VOLUME("/dev/vdb", "/b") "]",
	"\"mounts\":[{\"type\":\"tmpfs\",\"target\":\"/a\"}],"
	"\"files\":[{\"path\":\"/a/b\",\"content\":\"\"}]",
	"\"rlimits\":{\"cpu\":{\"soft\":1,\"hard\":-1},\"core\":{\"soft\":-1,\"hard\":-1}}",
	"\"rootfs\":{\"layers\":[\"/dev/vda\",\"/dev/vdd\"]},"
	"\"host\":{\"disks\":{\"volumes\":[{\"path\":\"a\"}]}}",
	"\"tty\":true,\"restart\":{\"policy\":\"always\"}",
};

static void check(const char *members, struct diag_list *list)
{
	struct vmconfig c;
	auto_free char *text = NULL;
	cJSON *root;

	assert_true(asprintf(&text, "{%s%s}", strstr(members, "\"cmd\"") ? "" : "\"cmd\":[\"a\"],",
			     members) > 0);
	assert_int_equal(json_parse(text, strlen(text), &root, list), 0);
	assert_int_equal(object_parse(&vmconfig_type, root, "", &c, list), 0);
	cJSON_Delete(root);
	assert_int_equal(list->count, 0);
	vmconfig_check_rules(&c, list);
	vmconfig_release(&c);
}

static void test_broken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
		struct diag_list list = DIAG_LIST_INIT;

		check(broken[i].members, &list);
		if (list.count != 1 || strcmp(list.items[0].pointer, broken[i].pointer) != 0 ||
		    !strstr(list.items[0].text, broken[i].text))
			fail_msg("%s: %zu findings: %s: %s", broken[i].members, list.count,
				 list.count ? list.items[0].pointer : "",
				 list.count ? list.items[0].text : "");
		diag_list_release(&list);
	}
}

static void test_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		struct diag_list list = DIAG_LIST_INIT;

		check(kept[i], &list);
		if (list.count)
			fail_msg("%s: %s: %s", kept[i], list.items[0].pointer, list.items[0].text);
		diag_list_release(&list);
	}
}

static void test_files_size(void **state)
{
	static char content[VMCONFIG_MAX_FILES_SIZE + 1];
	struct file_entry files[2] = { { .set = 1, .path = (char[]){ "/a" }, .content = content },
				       { .set = 1, .path = (char[]){ "/b" },
					 .content_base64 = (char[]){ "eA==" } } };
	struct strv cmd = { .items = (char *[]){ (char[]){ "a" } }, .count = 1 };
	struct vmconfig c = { .cmd = cmd, .files = { .items = files, .count = 2 } };
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	memset(content, 'x', VMCONFIG_MAX_FILES_SIZE - 1);
	vmconfig_check_rules(&c, &list);
	assert_int_equal(list.count, 0);
	memset(content, 'x', VMCONFIG_MAX_FILES_SIZE);
	vmconfig_check_rules(&c, &list);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].text,
			    "holds 1048577 bytes (at most 1048576 are possible)");
	diag_list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_files_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

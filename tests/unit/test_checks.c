/* test_checks.c - the checks of single values, at their edges; that each has its form for the
 * schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/vmconfig.h"
#include "host-tools/mkconfigdisk/value_forms.h"

#define TEXT_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"
#define TEXT_250 TEXT_50 TEXT_50 TEXT_50 TEXT_50 TEXT_50
#define TEXT_255 TEXT_250 "abcde"

static const struct {
	field_check check;
	const char *value;
	const char *wrong; /* a part of the answer; NULL: it is right */
} rows[] = {
	{ check_not_empty, "", "empty" }, { check_not_empty, " ", NULL },
	{ check_absolute_path, "/", NULL }, { check_absolute_path, "a", "not absolute" },
	{ check_absolute_path, "/a/..b", NULL }, { check_absolute_path, "/a/..", ".." },
	{ check_absolute_path, "/" TEXT_255 "/\303\251" TEXT_250, NULL },
	{ check_absolute_path, "/a/" TEXT_255 "a/a", "255" },
	{ check_absolute_path, "/\303\251" TEXT_250 "abcd", "255" },
	{ check_mount_target, "/a", NULL }, { check_mount_target, "/...", NULL },
	{ check_mount_target, "/./", "root itself" }, { check_mount_target, "/.//proc/a", "/proc" },
	{ check_mount_target, "/proc.d", NULL }, { check_mount_target, "/a/proc", NULL },
	{ check_mount_target, "/sys", "/sys" }, { check_mount_target, "/dev/.", "/dev" },
	{ check_file_path, "/a", NULL }, { check_file_path, "/a/", "file" },
	{ check_file_path, "/a/.", "file" }, { check_file_path, "/a/.b", NULL },
	{ check_env_name, "A B", NULL }, { check_env_name, "", "empty" },
	{ check_env_name, "=", "'='" },
	{ check_ip, "192.0.2.1", NULL }, { check_ip, "::", NULL },
	{ check_ip, "192.0.2.01", "not an IP" },
	{ check_ip_list, "192.0.2.1 , ::1", NULL }, { check_ip_list, "192.0.2.1,", "not an IP" },
	{ check_host_ip, "192.0.2.255", NULL }, { check_host_ip, "0.0.0.0", "no host's" },
	{ check_host_ip, "0.0.0.1", NULL }, { check_host_ip, "0:0::0.0.0.0", "no host's" },
	{ check_host_ip, "::1", NULL }, { check_host_ip, "ff02::1", "no host's" },
	{ check_host_ip, "ff::1", NULL }, { check_host_ip, "fe80::1", NULL },
	{ check_host_ip, "223.255.255.255", NULL }, { check_host_ip, "224.0.0.1", "no host's" },
	{ check_host_ip, "239.0.0.1", "no host's" }, { check_host_ip, "240.0.0.1", NULL },
	{ check_host_ip, "255.255.255.255", "no host's" }, { check_host_ip, "x", "not an IP" },
	{ check_cidr, "::/0", "no host's" }, { check_cidr, "224.0.0.1/4", "no host's" },
	{ check_cidr, "192.0.2.1/32", NULL }, { check_cidr, "192.0.2.1/33", "prefix" },
	{ check_route, "192.0.2.128/25", NULL }, { check_route, "192.0.2.128/24", "bits set" },
	{ check_route, "default", NULL }, { check_route, "Default", "not a network" },
	{ check_route, "::/0", NULL }, { check_route, "::1/127", "bits set" },
	{ check_mac, "52:54:00:aB:Cd:ef", NULL }, { check_mac, "53:54:00:00:00:00", "multicast" },
	{ check_mac, "00:00:00:00:00:00", "no device" },
	{ check_mac, "+5:54:00:00:00:00", "not a MAC" },
	{ check_interface, "abcdefghijklmno", NULL }, { check_interface, "abcdefghijklmnop", "15" },
	{ check_interface, "lo", "meaning" }, { check_interface, "a/b", "character" },
	{ check_hostname, "a-1.b", NULL }, { check_hostname, "a.", "host name" },
	{ check_host_alias, "a_b", "host name" }, { check_host_alias, "A", NULL },
	{ check_resolv_option, "ndots:2", NULL }, { check_resolv_option, "a#", "one word" },
	{ check_machine_id, "0123456789abcdef0123456789abcdef", NULL },
	{ check_machine_id, "00000000000000000000000000000000", "not all 0" },
	{ check_uuid, "0b0b0b0b-1111-2222-3333-44444444444A", NULL },
	{ check_uuid, "0b0b0b0b-1111-2222-3333_44444444444A", "UUID" },
	{ check_umask, "0777", NULL }, { check_umask, "1000", "octal" },
	{ check_umask, "", "octal" },
	{ check_file_mode, "07777", NULL }, { check_file_mode, "10000", "octal" },
	{ check_owner, "0:4294967294", NULL }, { check_owner, "0:4294967295", "UID:GID" },
	{ check_owner, "0", "UID:GID" }, { check_owner, ":", "UID:GID" },
	{ check_base64, "", NULL }, { check_base64, "eA==", NULL },
	{ check_base64, "eB==", "base64" },
	{ check_signal, "RTMIN+30", NULL }, { check_signal, "RTMIN+31", "signal" },
	{ check_rlimit_name, "RLIMIT_nofile", NULL }, { check_rlimit_name, "file", "limit" },
	{ check_capability, "cap_kill", NULL }, { check_capability, "CAP_", "capability" },
	{ check_sysctl_name, "net/ipv4/conf/eth0.1/x", NULL },
	{ check_sysctl_name, "a..b", "sysctl" },
	{ check_sysctl_name, "", "sysctl" }, { check_sysctl_name, "../a", "sysctl" },
	{ check_fstype, "fuse.sshfs", NULL }, { check_fstype, "abcdefghijklmnop", "filesystem" },
	{ check_mount_option, "a=b", NULL }, { check_mount_option, "a,b", "','" },
	{ check_upper, "tmpfs", NULL }, { check_upper, "/dev/vdb", NULL },
	{ check_upper, "x", "device" },
	{ check_serial, "abcdefghijklmnopqrst", NULL },
	{ check_serial, "abcdefghijklmnopqrstu", "20" },
	{ check_serial, "a,b c", NULL }, { check_serial, "a\nb", "control" },
	{ check_socket_path, "", "empty" },
	{ check_cmdline, "quiet \303\251", NULL }, { check_cmdline, "a\nb", "control" },
};

static void test_checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *wrong = rows[i].check(rows[i].value);

		if (!wrong != !rows[i].wrong || (wrong && !strstr(wrong, rows[i].wrong)))
			fail_msg("row %zu, \"%s\": %s", i, rows[i].value, wrong ? wrong : "right");
	}
}

static void test_lengths(void **state)
{
	char text[4097] = "/";

	(void)state;
	memset(text + 1, 'a', 4094);
	for (size_t i = 200; i < 4094; i += 200)
		text[i] = '/';
	assert_null(check_absolute_path(text));
	text[4095] = 'a';
	assert_non_null(check_absolute_path(text));
	assert_string_equal(check_absolute_path(text),
			    "is too long for a path (at most 4095 bytes)");
	text[2047] = '\0';
	assert_null(check_cmdline(text));
	text[2047] = 'a';
	assert_non_null(check_cmdline(text));
	text[107] = '\0';
	assert_null(check_socket_path(text));
	text[107] = 'a';
	text[108] = '\0';
	assert_non_null(check_socket_path(text));
}

static void check_forms(const struct object_type *type)
{
	for (const struct field *f = type->fields; f < type->fields + type->count; f++) {
		if (f->check && !value_form_find(f->check))
			fail_msg("%s.%s: its check has no form", type->name, f->name);
		if (f->check_name && !value_form_find(f->check_name))
			fail_msg("%s.%s: the check of its names has no form", type->name, f->name);
		if (f->object)
			check_forms(f->object);
	}
}

static void test_each_check_has_a_form(void **state)
{
	(void)state;
	check_forms(&vmconfig_type);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_each_check_has_a_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

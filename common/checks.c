/* checks.c - what a single value of the contract must be. */
#include "common/checks.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "common/cleanup.h"
#include "common/ip.h"
#include "common/ip_list.h"
#include "common/mac.h"
#include "common/name_table.h"
#include "common/path.h"
#include "common/selector.h"
#include "common/text.h"
#include "common/user.h"
#include "common/vmconfig.h"

#define NO_HOST "is no host's address (it is unspecified, multicast or broadcast)"

static bool has_dotdot(const char *path)
{
	for (const char *p = path; (p = strstr(p, "..")); p += 2)
		if ((p == path || p[-1] == '/') && (p[2] == '/' || !p[2]))
			return true;
	return false;
}

/* One that is longer than a directory's entry can be. */
static bool has_long_part(const char *path)
{
	for (size_t len; *path; path += len + !!path[len]) {
		len = strcspn(path, "/");
		if (len > NAME_MAX)
			return true;
	}
	return false;
}

const char *check_absolute_path(const char *value)
{
	if (*value != '/')
		return "is not absolute (it must begin with /)";
	if (strlen(value) >= PATH_MAX)
		return "is too long for a path (at most 4095 bytes)";
	if (has_long_part(value))
		return "has a part of more than 255 bytes between two /";
	if (has_dotdot(value))
		return "contains \"..\" (a path without it is expected)";
	return NULL;
}

const char *check_mount_target(const char *value)
{
	static const char *const kernel_dirs[] = { "/proc", "/sys", "/dev" };
	const char *wrong = check_absolute_path(value);

	if (wrong)
		return wrong;
	if (!*path_skip(value))
		return "is the root itself (a directory in it is expected)";
	for (size_t i = 0; i < ARRAY_SIZE(kernel_dirs); i++)
		if (path_is_in(value, kernel_dirs[i]))
			return "is in /proc, /sys or /dev (nothing can be mounted there)";
	return NULL;
}

const char *check_file_path(const char *value)
{
	const char *wrong = check_mount_target(value), *last;

	if (wrong)
		return wrong;
	last = strrchr(value, '/') + 1;
	return *path_skip(last) ? NULL : "ends with / (a file is expected)";
}

const char *check_not_empty(const char *value)
{
	return *value ? NULL : "is empty";
}

const char *check_env_name(const char *value)
{
	if (!*value)
		return "is empty";
	return strchr(value, '=') ? "contains '='" : NULL;
}

const char *check_ip(const char *value)
{
	struct ip_addr address;

	return ip_parse(value, &address) < 0 ? "is not an IP address" : NULL;
}

const char *check_host_ip(const char *value)
{
	struct ip_addr address;

	if (ip_parse(value, &address) < 0)
		return "is not an IP address";
	return ip_is_host(&address) ? NULL : NO_HOST;
}

const char *check_ip_list(const char *value)
{
	struct ip_addr address;
	int r;

	while ((r = ip_list_next(&value, &address)) > 0)
		;
	return r < 0 ? "is not an IP address, or several with commas between" : NULL;
}

const char *check_cidr(const char *value)
{
	struct ip_addr address;
	uint8_t prefix;

	if (ip_parse_cidr(value, &address, &prefix) < 0)
		return "is not an address with its prefix (192.0.2.1/24, 2001:db8::1/64)";
	return ip_is_host(&address) ? NULL : NO_HOST;
}

const char *check_route(const char *value)
{
	struct ip_addr address;
	uint8_t prefix;

	if (!strcmp(value, "default"))
		return NULL;
	if (ip_parse_cidr(value, &address, &prefix) < 0)
		return "is not a network (192.0.2.0/24, 2001:db8::/32 or \"default\")";
	for (unsigned bit = prefix; bit < ip_bits(&address); bit++)
		if (address.bytes[bit / 8] & (0x80 >> bit % 8))
			return "has bits set behind its prefix (they must be 0)";
	return NULL;
}

const char *check_mac(const char *value)
{
	static const unsigned char none[MAC_SIZE];
	unsigned char mac[MAC_SIZE];

	if (mac_parse(value, mac) < 0)
		return "is not a MAC address (52:54:00:12:34:56)";
	if (mac[0] & 1)
		return "is a multicast address (the first byte must be even)";
	return memcmp(mac, none, sizeof(mac)) ? NULL : "is no device's address";
}

const char *check_interface(const char *value)
{
	static const char *const taken[] = { ".", "..", "lo", "all", "default" };

	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		if (!strcmp(value, taken[i]))
			return "is not a name for a NIC (it has a meaning of its own)";
	if (!*value || strlen(value) > 15)
		return "is not 1 to 15 bytes long";
	for (const char *p = value; *p; p++)
		if (!isgraph((unsigned char)*p) || strchr("/:%", *p))
			return "contains a character that an interface's name can't have";
	return NULL;
}

/* Labels of letters, digits and hyphens, with dots between (RFC 1123, section 2.1). */
static bool is_host_name(const char *value)
{
	for (;;) {
		size_t len = strcspn(value, ".");

		if (!len || len > 63 || value[0] == '-' || value[len - 1] == '-')
			return false;
		for (size_t i = 0; i < len; i++)
			if (!isalnum((unsigned char)value[i]) && value[i] != '-')
				return false;
		if (!value[len])
			return true;
		value += len + 1;
	}
}

const char *check_hostname(const char *value)
{
	if (strlen(value) > 64)
		return "is longer than 64 bytes (what the kernel keeps)";
	return is_host_name(value) ? NULL : "is not a host name (letters, digits, '-' and '.')";
}

const char *check_host_alias(const char *value)
{
	return strlen(value) <= 253 && is_host_name(value) ?
		       NULL : "is not a host name (letters, digits, '-' and '.')";
}

const char *check_resolv_option(const char *value)
{
	if (!*value)
		return "is empty";
	for (const char *p = value; *p; p++)
		if (!isgraph((unsigned char)*p) || strchr("#;", *p))
			return "is not one word (resolv.conf(5), \"options\")";
	return NULL;
}

/* Exactly len hexadecimal digits, lower case, not all 0. */
static bool is_id(const char *value, size_t len)
{
	return strlen(value) == len && strspn(value, "0123456789abcdef") == len &&
	       strspn(value, "0") < len;
}

const char *check_machine_id(const char *value)
{
	return is_id(value, 32) ? NULL : "is not 32 lower-case hexadecimal digits, not all 0";
}

const char *check_uuid(const char *value)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(value) != sizeof(form) - 1)
		return "is not a UUID";
	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == '-' ? value[i] != '-' : !isxdigit((unsigned char)value[i]))
			return "is not a UUID";
	return NULL;
}

/* Octal digits only, and not more than max. */
static bool is_octal(const char *value, unsigned long max)
{
	size_t len = strlen(value);

	return len && len <= 6 && strspn(value, "01234567") == len &&
	       strtoul(value, NULL, 8) <= max;
}

const char *check_umask(const char *value)
{
	return is_octal(value, 0777) ? NULL : "is not an octal number up to 0777";
}

const char *check_file_mode(const char *value)
{
	return is_octal(value, 07777) ? NULL : "is not an octal number up to 07777";
}

const char *check_owner(const char *value)
{
	const char *colon = strchr(value, ':');
	uint32_t id;

	if (!colon || user_parse_id(value, (size_t)(colon - value), &id) < 0 ||
	    user_parse_id(colon + 1, strlen(colon + 1), &id) < 0)
		return "is not UID:GID";
	return NULL;
}

const char *check_base64(const char *value)
{
	return base64_decode(value, NULL) < 0 ? "is not base64 (RFC 4648, with padding)" : NULL;
}

const char *check_signal(const char *value)
{
	return signal_parse(value) < 0 ? "is not a signal (SIGTERM, 15, SIGRTMIN+3)" : NULL;
}

const char *check_rlimit_name(const char *value)
{
	return name_table_find(&rlimit_names, value) < 0 ?
		       "is not a resource limit (nofile, …)" : NULL;
}

const char *check_capability(const char *value)
{
	return name_table_find(&capability_names, value) < 0 ?
		       "is not a capability (CAP_NET_ADMIN, …)" : NULL;
}

const char *check_sysctl_name(const char *value)
{
	bool separator = true; /* what stands before the first character */

	for (const char *p = value; *p; p++) {
		/* As sysctl(8): '.' parts, '/' does as well and lets a part contain a dot. */
		bool is_separator = *p == '.' || *p == '/';

		if ((is_separator && separator) ||
		    (!is_separator && !isalnum((unsigned char)*p) && !strchr("-_:@", *p)))
			return "is not a sysctl (net.ipv4.ip_forward)";
		separator = is_separator;
	}
	return separator ? "is not a sysctl (net.ipv4.ip_forward)" : NULL;
}

const char *check_fstype(const char *value)
{
	size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789_-.");

	return len && !value[len] && len < 16 ? NULL : "is not a filesystem's name (ext4, xfs, …)";
}

const char *check_mount_option(const char *value)
{
	if (!*value)
		return "is empty";
	return strchr(value, ',') ? "contains ',' (one option an item)" : NULL;
}

const char *check_upper(const char *value)
{
	return strcmp(value, ROOTFS_UPPER_TMPFS) ? selector_check(value) : NULL;
}

const char *check_serial(const char *value)
{
	size_t len = strlen(value);

	if (!len || len > SELECTOR_SERIAL_MAX)
		return "is not 1 to 20 bytes long";
	return text_has_control(value) ? "has a control character" : NULL;
}

const char *check_socket_path(const char *value)
{
	if (!*value)
		return "is empty";
	return strlen(value) >= 108 ? "is too long for a socket (at most 107 bytes)" : NULL;
}

const char *check_cmdline(const char *value)
{
	if (strlen(value) > VMCONFIG_MAX_CMDLINE)
		return "is longer than 2047 bytes (the kernel's limit)";
	return text_has_control(value) ? "has a control character" : NULL;
}

/* checks.c - what a single value of the contract must be. */
#include "common/checks.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/ip_list.h"

/* The directory itself, or something in it. path: absolute. */
static bool is_in(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	path += strspn(path, "/");
	return !strncmp(path, dir + 1, len - 1) && (path[len - 1] == '/' || !path[len - 1]);
}

static bool has_dotdot(const char *path)
{
	for (const char *p = path; (p = strstr(p, "..")); p += 2)
		if ((p == path || p[-1] == '/') && (p[2] == '/' || !p[2]))
			return true;
	return false;
}

const char *check_absolute_path(const char *value)
{
	if (*value != '/')
		return "is not absolute (it must begin with /)";
	if (strlen(value) >= PATH_MAX)
		return "is too long for a path (at most 4095 bytes)";
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
	if (!value[strspn(value, "/.")])
		return "is the root itself (a directory in it is expected)";
	for (size_t i = 0; i < ARRAY_SIZE(kernel_dirs); i++)
		if (is_in(value, kernel_dirs[i]))
			return "is in /proc, /sys or /dev (nothing can be mounted there)";
	return NULL;
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

const char *check_ip_list(const char *value)
{
	struct ip_addr address;
	int r;

	while ((r = ip_list_next(&value, &address)) > 0)
		;
	return r < 0 ? "is not an IP address, or several with commas between" : NULL;
}

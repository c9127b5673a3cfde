/* report_process.c - the report's section on the process: its arguments, identity and limits. */
#include "tests/boot/probe/probe.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/cleanup.h"

/* Strings that end in NUL each, as /proc has them. */
static void add_strings(struct json_out *o, const char *key, const char *path)
{
	size_t len = 0;
	auto_free char *text = read_whole(path, &len);

	json_open(o, key, '[');
	for (size_t at = 0; text && at < len; at += strlen(text + at) + 1)
		json_string(o, NULL, text + at);
	json_close(o, '[');
}

static void add_env(struct json_out *o)
{
	size_t len = 0;
	auto_free char *text = read_whole("/proc/self/environ", &len);
	size_t next;

	json_open(o, "env", '{');
	for (size_t at = 0; text && at < len; at = next) {
		char *value = strchr(text + at, '=');

		next = at + strlen(text + at) + 1;
		if (!value)
			continue;
		*value = '\0';
		json_string(o, text + at, value + 1);
	}
	json_close(o, '{');
}

static bool is_wanted(const char *name)
{
	static const char *const wanted[] = {
		"Umask",  "Uid",    "Gid",    "Groups", "SigPnd", "SigBlk", "SigIgn",	  "SigCgt",
		"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "ShdPnd", "NoNewPrivs", "Seccomp",
	};

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		if (strcmp(name, wanted[i]) == 0)
			return true;
	return false;
}

/* Lines of /proc/self/status, as they stand there. */
static void add_status(struct json_out *o)
{
	auto_free char *text = read_whole("/proc/self/status", NULL);
	char *rest = text;
	char *line;

	json_open(o, "status", '{');
	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, ':');

		if (!value)
			continue;
		*value++ = '\0';
		if (is_wanted(line))
			json_string(o, line, value + strspn(value, "\t "));
	}
	json_close(o, '{');
}

static void add_descriptors(struct json_out *o)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *d;

	json_open(o, "fds", '{');
	while (dir && (d = readdir(dir))) {
		char target[PATH_MAX];
		ssize_t n;

		if (d->d_name[0] == '.' || atoi(d->d_name) == dirfd(dir))
			continue;
		n = readlinkat(dirfd(dir), d->d_name, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[n] = '\0';
		json_string(o, d->d_name, target);
	}
	json_close(o, '{');
	if (dir)
		closedir(dir);
}

static const struct {
	const char *name;
	int resource;
} limits[] = {
	{ "as", RLIMIT_AS }, { "core", RLIMIT_CORE }, { "cpu", RLIMIT_CPU },
	{ "data", RLIMIT_DATA }, { "fsize", RLIMIT_FSIZE }, { "memlock", RLIMIT_MEMLOCK },
	{ "nofile", RLIMIT_NOFILE }, { "nproc", RLIMIT_NPROC }, { "stack", RLIMIT_STACK },
};

/* Soft and hard limit; -1 is unlimited. */
static void add_limits(struct json_out *o)
{
	json_open(o, "rlimits", '{');
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		struct rlimit l;

		if (getrlimit(limits[i].resource, &l) < 0)
			continue;
		json_open(o, limits[i].name, '[');
		json_number(o, NULL, (long long)l.rlim_cur);
		json_number(o, NULL, (long long)l.rlim_max);
		json_close(o, '[');
	}
	json_close(o, '{');
}

static void add_groups(struct json_out *o)
{
	gid_t groups[256];
	int n = getgroups(ARRAY_SIZE(groups), groups);

	json_open(o, "groups", '[');
	for (int i = 0; i < n; i++)
		json_number(o, NULL, groups[i]);
	json_close(o, '[');
}

static void add_identity(struct json_out *o)
{
	auto_free char *oom = read_whole("/proc/self/oom_score_adj", NULL);
	char cwd[PATH_MAX];

	json_string(o, "cwd", getcwd(cwd, sizeof(cwd)));
	json_number(o, "uid", getuid());
	json_number(o, "gid", getgid());
	json_number(o, "pid", getpid());
	json_number(o, "ppid", getppid());
	json_number(o, "sid", getsid(0));
	json_number(o, "pgid", getpgrp());
	json_number(o, "oom_score_adj", oom ? atoi(oom) : -1);
}

void report_process(struct json_out *o)
{
	add_strings(o, "argv", "/proc/self/cmdline");
	add_env(o);
	add_identity(o);
	add_groups(o);
	add_status(o);
	add_descriptors(o);
	add_limits(o);
}

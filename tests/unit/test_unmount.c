/* test_unmount.c - everything is unmounted, in order and in time, or read-only at least. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <time.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/holders.h"
#include "guest-init/sys/proc_file.h"
#include "guest-init/sys/unmount.h"

#define MAX_ROWS 8
#define DEADLINE_S 10
#define ALWAYS (-1)

/* What the kernel would do. The linker puts the functions below in its place. */
struct row {
	const char *path;
	int refusals; /* how often it can't be unmounted */
	bool written; /* a file is open for writing: it can't be made read-only */
	bool broken;  /* what is to be written to its device is refused */
	bool deep;    /* its path is too long for a system call */
};

struct scenario {
	const char *name;
	struct row rows[MAX_ROWS]; /* as mountinfo lists them */
	unsigned umount_s;         /* how long each takes */
	/* -: unmounted, !: refused, r: made read-only, R: refused, h: holders released,
	 * d: detached */
	const char *calls;
	int result;
	const char *error;
	const char *lost;
};

static struct scenario now;
static time_t clock_s;
static char calls[512];

static void note(const char *what, const char *path)
{
	size_t used = strlen(calls);

	snprintf(calls + used, sizeof(calls) - used, "%s%s%s", used ? " " : "", what, path);
}

static struct row *find(const char *path)
{
	for (size_t i = MAX_ROWS; i-- > 0;)
		if (now.rows[i].path && !strcmp(now.rows[i].path, path))
			return &now.rows[i];
	fail_msg("%s: %s isn't mounted", now.name, path);
	return NULL;
}

int __wrap_umount2(const char *path, int flags);
int __wrap_umount2(const char *path, int flags)
{
	struct row *row = find(path);

	if (flags == (MNT_DETACH | UMOUNT_NOFOLLOW)) {
		note("d", path);
		return 0;
	}
	assert_int_equal(flags, UMOUNT_NOFOLLOW);
	clock_s += now.umount_s;
	note(row->refusals ? "!" : "-", path);
	if (row->refusals) {
		row->refusals -= row->refusals > 0;
		errno = EBUSY;
		return -1;
	}
	row->path = NULL;
	return 0;
}

int __wrap_mount(const char *source, const char *path, const char *type, unsigned long flags,
		 const void *data);
int __wrap_mount(const char *source, const char *path, const char *type, unsigned long flags,
		 const void *data)
{
	const struct row *row = find(path);

	assert_true(!source && !type && !data && flags == (MS_REMOUNT | MS_RDONLY));
	note(row->written ? "R" : "r", path);
	errno = row->deep ? ENAMETOOLONG : EBUSY;
	return row->written || row->deep ? -1 : 0;
}

/* Descriptors of /a and so on: numbers that are not in use. */
#define FIRST_FD 900

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	if (flags & O_CREAT) /* by gcov, at the end of a build that counts */
		return __real_open(path, flags, 0666);
	assert_int_equal(flags, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return FIRST_FD + (int)(find(path) - now.rows);
}

int __wrap_syncfs(int fd);
int __wrap_syncfs(int fd)
{
	errno = EIO;
	return now.rows[fd - FIRST_FD].broken ? -1 : 0;
}

void __wrap_holders_release(void);
void __wrap_holders_release(void)
{
	note("h", "");
}

int __wrap_clock_gettime(clockid_t id, struct timespec *ret);
int __wrap_clock_gettime(clockid_t id, struct timespec *ret)
{
	assert_int_equal(id, CLOCK_MONOTONIC);
	*ret = (struct timespec){ .tv_sec = clock_s };
	return 0;
}

static void put_escaped(const char *path, FILE *out)
{
	for (; *path; path++)
		fprintf(out, *path == ' ' ? "\\040" : "%c", *path);
}

int __wrap_proc_file_open(const char *name, FILE **ret);
int __wrap_proc_file_open(const char *name, FILE **ret)
{
	FILE *file = tmpfile();

	assert_string_equal(name, "self/mountinfo");
	assert_non_null(file);
	for (size_t i = 0; i < MAX_ROWS; i++) {
		if (!now.rows[i].path)
			continue;
		fputs("36 35 98:0 / ", file);
		put_escaped(now.rows[i].path, file);
		fputs(" rw,noatime shared:1 - ext4 /dev/vdd rw\n", file);
	}
	rewind(file);
	*ret = file;
	return 0;
}

static const struct scenario scenarios[] = {
	{
		.name = "the last first, and what the end needs not at all",
		.rows = { { "/" }, { "/proc" }, { "/dev" }, { "/dev/pts" }, { "/sys" }, { "/a" },
			  { "/a/b" } },
		.calls = "-/a/b -/a -/dev/pts",
	}, {
		.name = "a place with a blank, and one that is used twice",
		.rows = { { "/a b" }, { "/c" }, { "/c" } },
		.calls = "-/c -/c -/a b",
	}, {
		.name = "again, as long as something goes",
		.rows = { { "/low/in" }, { "/low", 1 }, { "/" } },
		.calls = "!/low r/low/in -/low/in -/low",
	}, {
		.name = "what the kernel itself held",
		.rows = { { "/data", 1 } },
		.calls = "!/data h -/data",
	}, {
		.name = "what holds it can't be released",
		.rows = { { "/data", ALWAYS } },
		.calls = "!/data h !/data r/data",
	}, {
		.name = "released once more when something went",
		.rows = { { "/a", ALWAYS }, { "/b", 1 } },
		.calls = "!/b r/a !/a h -/b !/a !/a h !/a r/a",
	}, {
		.name = "what won't go is made read-only, and what it stands on before that",
		.rows = { { "/upper" }, { "/root", ALWAYS }, { "/run" } },
		.calls = "-/run !/root r/upper -/upper !/root h !/root r/root",
	}, {
		.name = "what is written to can't be made read-only",
		.rows = { { "/other", ALWAYS }, { "/data", ALWAYS, true } },
		.calls = "!/data r/other !/other h !/data r/other !/other R/data r/other",
		.result = -EBUSY,
		.error = "cannot unmount /data, nor make it read-only: Device or resource busy",
	}, {
		.name = "what no system call reaches goes with what it is mounted in",
		.rows = { { "/a", ALWAYS }, { "/a/long", ALWAYS, .deep = true }, { "/b" } },
		.calls = "-/b !/a/long r/a !/a !/a/long r/a !/a h !/a/long r/a !/a r/a/long r/a "
			 "d/a d/a/long",
	}, {
		.name = "the deadline",
		.rows = { { "/a" }, { "/b" }, { "/c" }, { "/d" }, { "/e" } },
		.umount_s = 4,
		.calls = "-/e -/d -/c h r/b r/a",
		.result = -ETIMEDOUT,
		.error = "not everything was unmounted in time: the rest is read-only",
	}, {
		.name = "what can't be written is told, the first of it",
		.rows = { { "/a" }, { "/data", .broken = true }, { "/x", .broken = true },
			  { "/y" } },
		.calls = "-/y -/x -/data -/a",
		.lost = "what was written last to /x is lost: Input/output error",
	},
};

static void test_scenario(void **state)
{
	struct error e = ERROR_INIT, lost = ERROR_INIT;

	now = *(const struct scenario *)*state;
	clock_s = 0;
	calls[0] = '\0';
	assert_int_equal(unmount_all(DEADLINE_S * UINT64_C(1000000000), &lost, &e), now.result);
	assert_string_equal(calls, now.calls);
	assert_string_equal(e.text, now.error ? now.error : "");
	assert_string_equal(lost.text, now.lost ? now.lost : "");
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(scenarios)];

	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++)
		tests[i] = (struct CMUnitTest){ scenarios[i].name, test_scenario, NULL, NULL,
						(void *)&scenarios[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* unmount.c - leave every filesystem clean. */
#include "guest-init/sys/unmount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/holders.h"
#include "guest-init/sys/proc_file.h"

struct mount_list {
	char **paths; /* in the kernel's order: parents before children, unless they were moved */
	size_t count;
};

/* Kept until the end: the log, the list itself and the record's disk need them. */
static bool is_kept(const char *path)
{
	static const char *const kept[] = { "/", "/dev", "/proc", "/sys" };

	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		if (!strcmp(path, kept[i]))
			return true;
	return false;
}

/* The fifth field of a line of mountinfo is the mount point (proc(5)); NULL when there is none. */
static char *mount_point(char *line)
{
	char *field = NULL;

	for (unsigned i = 0; i < 5; i++)
		field = strsep(&line, " ");
	if (field)
		proc_file_unescape(field);
	return field;
}

static int list_mounts(struct mount_list *ret)
{
	auto_fclose FILE *file = NULL;
	auto_free char *line = NULL;
	size_t size = 0;
	int r = proc_file_open("self/mountinfo", &file);

	if (r < 0)
		return r;
	while (getline(&line, &size, file) > 0) {
		char *path = mount_point(line);
		char **grown;

		if (!path || is_kept(path))
			continue;
		grown = reallocarray(ret->paths, ret->count + 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		ret->paths = grown;
		ret->paths[ret->count] = strdup(path);
		if (!ret->paths[ret->count])
			return -ENOMEM;
		ret->count++;
	}
	return 0;
}

static bool is_over(uint64_t deadline_ns)
{
	return clock_monotonic_ns() >= deadline_ns;
}

/* A filesystem that is read-only has its journal written out. Returns 0 or a negative errno. */
static int make_read_only(const char *path)
{
	return mount(NULL, path, NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0 ? -errno : 0;
}

/* Unmounting succeeds as well when what it writes is refused: only syncfs() tells. The first
 * failure is noted; what can't be opened, or isn't a directory, is another mount's. */
static void write_out(const char *path, struct error *lost)
{
	auto_close int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && syncfs(fd) < 0 && !*lost->text)
		error_set(lost, errno, "what was written last to %s is lost: %m", path);
}

/* One pass, the last mount first. Returns how many went; what didn't is left in the list.
 * What won't go may be an overlay: it has its layers even when their own mounts are gone, and with
 * these the last way to make them read-only. */
static size_t unmount_pass(struct mount_list *list, uint64_t deadline_ns, struct error *lost)
{
	bool stays = false;
	size_t gone = 0;

	for (size_t i = list->count; i-- > 0 && !is_over(deadline_ns);) {
		if (stays)
			make_read_only(list->paths[i]);
		write_out(list->paths[i], lost);
		if (umount2(list->paths[i], UMOUNT_NOFOLLOW) < 0) {
			stays = true;
			continue;
		}
		free(list->paths[i]);
		list->paths[i] = NULL;
		gone++;
	}
	return gone;
}

/* What is mounted so deep that no system call takes its path goes with what it is mounted in. This
 * comes last: what is held nevertheless can't be made read-only any more. */
static void detach_rest(const struct mount_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->paths[i])
			umount2(list->paths[i], MNT_DETACH | UMOUNT_NOFOLLOW);
}

static int remount_rest(const struct mount_list *list, struct error *e)
{
	bool too_long = false;
	int r = 0;

	for (size_t i = list->count; i-- > 0;) {
		int failed = list->paths[i] ? make_read_only(list->paths[i]) : 0;

		if (failed == -ENAMETOOLONG)
			too_long = true;
		else if (failed < 0)
			r = error_set(e, EBUSY, "cannot unmount %s, nor make it read-only: %s",
				      list->paths[i], strerror(-failed));
	}
	if (too_long)
		detach_rest(list);
	return r;
}

static void release(struct mount_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->paths[i]);
	free(list->paths);
}

/* Returns 1 when another round may get further.
 * *released: whether holders were released since something went. */
static int unmount_round(uint64_t deadline_ns, bool *released, struct error *lost, struct error *e)
{
	__attribute__((cleanup(release))) struct mount_list list = { 0 };
	int r = list_mounts(&list);

	if (r < 0)
		return error_set(e, -r, "cannot list the mounts: %m");
	if (unmount_pass(&list, deadline_ns, lost)) {
		*released = false;
		return 1;
	}
	/* A loop device that was let go may still be in use: once is enough, until a mount goes. */
	if (list.count && !*released) {
		holders_release();
		*released = true;
		return 1;
	}
	r = remount_rest(&list, e);
	if (r == 0 && list.count && is_over(deadline_ns))
		r = error_set(e, ETIMEDOUT, "not everything was unmounted in time: "
			      "the rest is read-only");
	return r;
}

int unmount_all(uint64_t deadline_ns, struct error *lost, struct error *e)
{
	bool released = false;
	int r;

	/* Once more as long as something changes: a mount may wait for one that was moved into it,
	 * and what is mounted several times on one place shows one layer at a time. */
	do {
		r = unmount_round(deadline_ns, &released, lost, e);
	} while (r > 0);
	return r;
}

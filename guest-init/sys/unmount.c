/* unmount.c - leave every filesystem clean. */
#include "guest-init/sys/unmount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "common/cleanup.h"
#include "guest-init/sys/mount.h"

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

/* Undo the \ooo escapes of proc(5), in place. */
static void unescape(char *text)
{
	char *out = text;

	for (const char *p = text; *p; out++) {
		if (p[0] == '\\' && p[1] && p[2] && p[3]) {
			*out = (char)((p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0'));
			p += 4;
		} else {
			*out = *p++;
		}
	}
	*out = '\0';
}

/* The fifth field of a line of mountinfo is the mount point (proc(5)); NULL when there is none. */
static char *mount_point(char *line)
{
	char *field = NULL;

	for (unsigned i = 0; i < 5; i++)
		field = strsep(&line, " ");
	if (field)
		unescape(field);
	return field;
}

/* The kernel's list, by a procfs that is mounted nowhere: what the workload has left of /proc
 * doesn't matter. */
static int open_mountinfo(FILE **ret)
{
	static const struct mount_request proc = { .fstype = "proc" };
	auto_close int proc_fd = -EBADF;
	auto_close int fd = -EBADF;
	int r = mount_create(&proc, &proc_fd, NULL);

	if (r < 0)
		return r;
	fd = openat(proc_fd, "self/mountinfo", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret = fdopen(fd, "r");
	if (!*ret)
		return -errno;
	(void)take_fd(fd);
	return 0;
}

static int list_mounts(struct mount_list *ret)
{
	auto_fclose FILE *file = NULL;
	auto_free char *line = NULL;
	size_t size = 0;
	int r = open_mountinfo(&file);

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

/* One pass, the last mount first. Returns how many went. */
static size_t unmount_pass(struct mount_list *list)
{
	size_t gone = 0;

	for (size_t i = list->count; i-- > 0;)
		if (list->paths[i] && umount2(list->paths[i], UMOUNT_NOFOLLOW) == 0) {
			free(list->paths[i]);
			list->paths[i] = NULL;
			gone++;
		}
	return gone;
}

/* A filesystem that something still holds is made read-only: that writes its journal out. */
static int remount_rest(const struct mount_list *list, struct error *e)
{
	int r = 0;

	for (size_t i = list->count; i-- > 0;)
		if (list->paths[i] &&
		    mount(NULL, list->paths[i], NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
			r = error_set(e, EBUSY, "cannot unmount %s, nor make it read-only: %s",
				      list->paths[i], strerror(errno));
	return r;
}

static void release(struct mount_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->paths[i]);
	free(list->paths);
}

int unmount_all(struct error *e)
{
	struct mount_list list;
	size_t gone;
	int r;

	/* Once more as long as something changes: a mount may wait for one that was moved into it, and
	 * what is mounted several times on one place shows one layer at a time. */
	do {
		list = (struct mount_list){ 0 };
		r = list_mounts(&list);
		if (r < 0) {
			release(&list);
			return error_set(e, -r, "cannot list the mounts: %m");
		}
		gone = unmount_pass(&list);
		if (!gone)
			r = remount_rest(&list, e);
		release(&list);
	} while (gone);
	return r;
}

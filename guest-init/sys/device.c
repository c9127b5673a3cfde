/* device.c - find block devices by selector, and wait for them to appear.
 *
 * One pass over /sys/class/block serves all selectors: each device is opened and probed at most
 * once a pass, and only when a selector asks for what only that can tell. A pass goes to the end
 * even when everything is found, since a second device that answers is an error. */
#include "guest-init/sys/device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "guest-init/sys/probe.h"
#include "guest-init/sys/uevent.h"

#define CLASS_PATH "/sys/class/block"
#define NODE_SIZE (sizeof("/dev/") + NAME_MAX)
#define SERIAL_SIZE 256u

/* Where drivers keep a serial: virtio-blk; NVMe and MMC; SCSI's page 0x80 (SPC-4, 7.7.13), whose
 * text follows four bytes; and the world-wide names that any of them may have. */
static const struct serial_source {
	const char *file; /* below the device's directory */
	size_t skip;      /* bytes before the text */
} serial_sources[] = {
	{ "serial", 0 },
	{ "device/serial", 0 },
	{ "device/vpd_pg80", 4 },
	{ "wwid", 0 },
	{ "device/wwid", 0 },
};

struct search {
	const struct selector *wanted;
	size_t count;
	char **paths; /* count of them, NULL while not found */
	bool by_serial, by_superblock;
	bool any; /* one of them is enough */
};

static void search_release(struct search *s)
{
	for (size_t i = 0; s->paths && i < s->count; i++)
		free(s->paths[i]);
	free(s->paths);
}

static int search_init(struct search *s, const struct selector *wanted, size_t count,
		       struct error *e)
{
	if (count > DEVICE_MAX_WANTED)
		return error_set(e, E2BIG, "more than %u devices are wanted", DEVICE_MAX_WANTED);
	s->paths = calloc(count ? count : 1, sizeof(*s->paths));
	if (!s->paths)
		return error_set(e, ENOMEM, "cannot look for devices: %m");
	s->wanted = wanted;
	s->count = count;
	for (size_t i = 0; i < count; i++) {
		s->by_serial |= wanted[i].kind == SELECTOR_SERIAL;
		s->by_superblock |= wanted[i].kind == SELECTOR_LABEL ||
				    wanted[i].kind == SELECTOR_UUID;
	}
	return 0;
}

/* Note that the device at path answers to selector i. */
static int found(struct search *s, size_t i, const char *path, struct error *e)
{
	if (s->paths[i] && strcmp(s->paths[i], path) != 0)
		return error_set(e, ENOTUNIQ, "both '%s' and '%s' are '%s'", s->paths[i], path,
				 s->wanted[i].text);
	if (!s->paths[i])
		s->paths[i] = strdup(path);
	return s->paths[i] ? 0 : error_set(e, ENOMEM, "cannot look for devices: %m");
}

/* Returns a descriptor, -ENXIO while there is a node but no disk behind it yet, -ENOTBLK. */
static int open_block(const char *path)
{
	/* O_NONBLOCK: a drive without a medium opens too, and a FIFO doesn't hang us. */
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	return S_ISBLK(st.st_mode) ? take_fd(fd) : -ENOTBLK;
}

static bool is_absent(int r)
{
	return r == -ENOENT || r == -ENXIO || r == -ENODEV || r == -ENOTDIR;
}

static int look_at_paths(struct search *s, struct error *e)
{
	for (size_t i = 0; i < s->count; i++) {
		const char *path = selector_value(&s->wanted[i]);
		int r;

		if (s->wanted[i].kind != SELECTOR_PATH || s->paths[i])
			continue;
		r = open_block(path);
		if (is_absent(r))
			continue;
		if (r < 0)
			return error_set(e, -r, "cannot use '%s': %m", path);
		close(r);
		r = found(s, i, path, e);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Read one file of the device's directory in sysfs, without the spaces that pad it.
 * Returns true when there is a text. */
static bool read_serial(int class_fd, const char *name, const struct serial_source *source,
			char buf[static SERIAL_SIZE])
{
	char path[NAME_MAX + 32];
	auto_close int fd = -EBADF;
	size_t len, start = source->skip;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", name, source->file);
	fd = openat(class_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, buf, SERIAL_SIZE - 1);
	if (n <= (ssize_t)source->skip)
		return false;
	len = (size_t)n;
	while (len > start && strchr(" \n", buf[len - 1])) /* a NUL is padding as well */
		len--;
	while (start < len && buf[start] == ' ')
		start++;
	memmove(buf, buf + start, len - start);
	buf[len - start] = '\0';
	return len > start;
}

static int match_serials(struct search *s, int class_fd, const char *name, const char *node,
			 struct error *e)
{
	char serial[SERIAL_SIZE];

	for (size_t k = 0; k < ARRAY_SIZE(serial_sources); k++) {
		if (!read_serial(class_fd, name, &serial_sources[k], serial))
			continue;
		for (size_t i = 0; i < s->count; i++) {
			const struct selector *wanted = &s->wanted[i];
			int r;

			if (wanted->kind != SELECTOR_SERIAL ||
			    strcmp(selector_value(wanted), serial) != 0)
				continue;
			r = found(s, i, node, e);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

static bool answers(const struct selector *wanted, const struct probe_result *fs)
{
	switch (wanted->kind) {
	case SELECTOR_LABEL:
		return !strcmp(selector_value(wanted), fs->label);
	case SELECTOR_UUID:
		return !strcasecmp(selector_value(wanted), fs->uuid);
	default:
		return false;
	}
}

static int match_superblock(struct search *s, const char *node, struct error *e)
{
	auto_close int fd = open_block(node);
	struct error why = ERROR_INIT;
	struct probe_result fs;
	int r;

	/* What can't be opened or read can't be the one that is looked for: an empty drive, a disk
	 * that is on its way. */
	if (fd < 0)
		return 0;
	r = probe_filesystem(fd, &fs, &why);
	if (r == -ENOTUNIQ || r == -ENOMEM)
		return error_set(e, -r, "cannot tell what is on '%s': %s", node, why.text);
	if (r < 0)
		return 0;
	for (size_t i = 0; r == 0 && i < s->count; i++)
		if (answers(&s->wanted[i], &fs))
			r = found(s, i, node, e);
	return r;
}

/* The kernel writes '/' in a node's name (cciss/c0d0) as '!' in sysfs. */
static void node_of(const char *name, char node[static NODE_SIZE])
{
	snprintf(node, NODE_SIZE, "/dev/%s", name);
	for (char *p = node; *p; p++)
		if (*p == '!')
			*p = '/';
}

static int look_at_device(struct search *s, int class_fd, const char *name, struct error *e)
{
	char node[NODE_SIZE];
	int r = 0;

	node_of(name, node);
	if (s->by_serial)
		r = match_serials(s, class_fd, name, node, e);
	if (r == 0 && s->by_superblock)
		r = match_superblock(s, node, e);
	return r;
}

static void cleanup_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static int look_at_all(struct search *s, struct error *e)
{
	__attribute__((cleanup(cleanup_dir))) DIR *dir = NULL;
	struct dirent *entry;
	int r = 0;

	if (!s->by_serial && !s->by_superblock)
		return 0;
	dir = opendir(CLASS_PATH);
	if (!dir && errno == ENOENT)
		return 0; /* no block device was ever registered */
	if (!dir)
		return error_set(e, errno, "cannot open " CLASS_PATH ": %m");
	while (r == 0 && (errno = 0, entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			r = look_at_device(s, dirfd(dir), entry->d_name, e);
	if (r == 0 && errno)
		return error_set(e, errno, "cannot read " CLASS_PATH ": %m");
	return r;
}

static bool is_complete(const struct search *s)
{
	size_t there = 0;

	for (size_t i = 0; i < s->count; i++)
		there += s->paths[i] != NULL;
	return there == s->count || (s->any && there);
}

static int look(struct search *s, struct error *e)
{
	int r = look_at_paths(s, e);

	return r < 0 || (s->any && is_complete(s)) ? r : look_at_all(s, e);
}

static int report_missing(const struct search *s, struct error *e)
{
	char list[ERROR_TEXT_SIZE] = "";
	size_t used = 0;

	for (size_t i = 0; i < s->count && used < sizeof(list); i++)
		if (!s->paths[i])
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s'%s'",
						 used ? ", " : "", s->wanted[i].text);
	return error_set(e, ENODEV, "no device %s", list);
}

/* Wait until a block device has come or changed; takes all events that are there, so that one look
 * serves a burst of them. Returns 0, -ETIMEDOUT or another negative errno. */
static int wait_for_change(int fd, uint64_t deadline_ns)
{
	struct uevent event;
	bool changed = false;

	for (;;) {
		int r = uevent_wait(fd, changed ? 0 : deadline_ns, &event);

		if (r == -ENOBUFS || (r == 0 && !strcmp(event.subsystem, "block") &&
				      strcmp(event.action, "remove") != 0))
			changed = true;
		else if (r == -ETIMEDOUT && changed)
			return 0;
		else if (r < 0)
			return r;
	}
}

static int wait_until_complete(struct search *s, uint64_t deadline_ns, struct error *e)
{
	/* The socket first, then another look: what appears in between isn't missed. */
	auto_close int fd = uevent_open(e);
	int r;

	if (fd < 0)
		return fd;
	for (;;) {
		r = look(s, e);
		if (r < 0 || is_complete(s))
			return r;
		r = wait_for_change(fd, deadline_ns);
		if (r == -ETIMEDOUT)
			return report_missing(s, e);
		if (r < 0)
			return error_set(e, -r, "cannot wait for devices: %m");
	}
}

static int search_run(struct search *s, uint64_t deadline_ns, char **ret_paths, struct error *e)
{
	int r = look(s, e);

	if (r == 0 && !is_complete(s))
		r = deadline_ns ? wait_until_complete(s, deadline_ns, e) : report_missing(s, e);
	if (r < 0)
		return r;
	for (size_t i = 0; i < s->count; i++)
		ret_paths[i] = take_ptr(s->paths[i]);
	return 0;
}

int device_wait(const struct selector *wanted, size_t n, uint64_t deadline_ns, char **ret_paths,
		struct error *e)
{
	__attribute__((cleanup(search_release))) struct search s = { 0 };
	int r = search_init(&s, wanted, n, e);

	return r < 0 ? r : search_run(&s, deadline_ns, ret_paths, e);
}

int device_wait_any(const struct selector *wanted, size_t n, uint64_t deadline_ns, char **ret_paths,
		    struct error *e)
{
	__attribute__((cleanup(search_release))) struct search s = { .any = true };
	int r = search_init(&s, wanted, n, e);

	return r < 0 ? r : search_run(&s, deadline_ns, ret_paths, e);
}

int device_find(const struct selector *wanted, char **ret_path, struct error *e)
{
	return device_wait(wanted, 1, 0, ret_path, e);
}

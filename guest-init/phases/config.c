/* config.c - phase "config": find the config disk, read it, and leave it.
 *
 * The disk is mounted without a place in the tree: it is there as long as the descriptor is. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/selector.h"
#include "guest-init/boot.h"
#include "guest-init/buttons.h"
#include "guest-init/log.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/device.h"
#include "guest-init/sys/file_block.h"
#include "guest-init/sys/mount.h"

#define DEFAULT_TIMEOUT_S 10u

#define DEFAULT_DISK "/dev/vdc"
#define LABELLED_DISK "label:" VMCONFIG_LABEL

/* A file of a disk that may be anybody's: opening it neither waits nor leads elsewhere. */
static int open_file(int dir_fd, const char *name)
{
	return openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* The whole file, with a NUL behind it. */
static int read_config(int dir_fd, char **ret_text, size_t *ret_len, struct error *e)
{
	auto_close int fd = open_file(dir_fd, VMCONFIG_PATH);
	auto_free char *text = NULL;
	size_t size, used = 0;
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		return error_set(e, errno, "cannot open " VMCONFIG_PATH ": %m");
	if (!S_ISREG(st.st_mode) || st.st_size > JSON_MAX_SIZE)
		return error_set(e, EFBIG, VMCONFIG_PATH " is not a file of at most %u MiB",
				 JSON_MAX_SIZE >> 20);
	size = (size_t)st.st_size;
	text = malloc(size + 1);
	if (!text)
		return error_set(e, ENOMEM, "cannot read " VMCONFIG_PATH ": %m");
	while (used < size && (n = read(fd, text + used, size - used)) > 0)
		used += (size_t)n;
	if (used < size)
		return error_set(e, EIO, "cannot read " VMCONFIG_PATH ": %m");
	text[used] = '\0';
	*ret_text = take_ptr(text);
	*ret_len = used;
	return 0;
}

/* Where the end record goes, of a disk that is mounted. Returns false when it takes none: without a
 * status file, as older hosts make it, it is fine. */
static bool locate_status(int dir_fd, const char *disk, uint64_t *ret_offset)
{
	auto_close int fd = open_file(dir_fd, VMCONFIG_STATUS_PATH);
	struct error e = ERROR_INIT;

	if (fd < 0)
		log_info("%s has no /" VMCONFIG_STATUS_PATH ": there will be no end record", disk);
	else if (file_block_locate(fd, VMCONFIG_STATUS_SIZE, ret_offset, &e) < 0)
		log_error("%s: " VMCONFIG_STATUS_PATH ": %s, ignoring", disk, e.text);
	else
		return true;
	return false;
}

static void open_record(struct boot *b, const char *disk, uint64_t offset)
{
	int r = record_set_disk(&b->record, disk, offset);

	if (r == -EROFS)
		log_info("%s is read-only: there will be no end record", disk);
	else if (r < 0)
		log_error("cannot open %s for the end record: %s, ignoring", disk, strerror(-r));
}

/* As the host tools write it. */
static const char *pointer_of(const struct diag *d)
{
	return *d->pointer ? d->pointer : "/";
}

/* The first thing that is wrong becomes the error; the log gets the others. */
static int refuse(const char *disk, const struct diag_list *list, int r, struct error *e)
{
	const struct diag *first = NULL;

	for (const struct diag *d = list->items; d < list->items + list->count; d++) {
		if (d->severity != DIAG_ERROR)
			continue;
		if (first)
			log_error("%s: " VMCONFIG_PATH ":%zu:%zu: %s: %s", disk, d->line, d->column,
				  pointer_of(d), d->text);
		else
			first = d;
	}
	if (!first)
		return error_set(e, -r, "%s: cannot check " VMCONFIG_PATH ": %m", disk);
	return error_set(e, -r, "%s: " VMCONFIG_PATH ":%zu:%zu: %s: %s", disk, first->line,
			 first->column, pointer_of(first), first->text);
}

static int parse_config(struct boot *b, const char *disk, const char *text, size_t len,
			struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	int r = vmconfig_parse(text, len, &b->config, &list);

	if (r < 0)
		r = refuse(disk, &list, r, e);
	for (size_t i = 0; r == 0 && i < list.count; i++) {
		const struct diag *d = &list.items[i];

		log_info("%s: " VMCONFIG_PATH ":%zu:%zu: %s: %s", disk, d->line, d->column,
			 pointer_of(d), d->text);
	}
	diag_list_release(&list);
	return r;
}

/* Read the config from a disk. Returns -ENOMEDIUM when it is no config disk. */
static int read_disk(struct boot *b, const char *disk, struct error *e)
{
	const struct mount_request request = {
		.fstype = "ext4", .source = disk,
		/* No journal is replayed: that would write. A damaged disk ends the boot, not the
		 * kernel, whatever its superblock says. */
		.flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
		.options = "noload,errors=remount-ro",
	};
	auto_close int dir_fd = -EBADF;
	auto_free char *text = NULL;
	uint64_t offset = 0;
	bool has_status;
	size_t len = 0;
	int r;

	r = boot_load_modules(b, "ext4", e);
	if (r < 0)
		return r;
	if (mount_create(&request, &dir_fd, e) < 0)
		return -ENOMEDIUM;
	r = read_config(dir_fd, &text, &len, e);
	if (r < 0) {
		error_wrap(e, r, "%s", disk);
		return r == -ENOENT ? -ENOMEDIUM : r;
	}
	has_status = locate_status(dir_fd, disk, &offset);
	close(take_fd(dir_fd)); /* before parsing: a failure is written to this disk */
	if (has_status)
		open_record(b, disk, offset);
	r = parse_config(b, disk, text, len, e);
	explicit_bzero(text, len);
	return r;
}

static int find_and_read(struct boot *b, const char *selector, uint64_t deadline_ns,
			 struct error *e)
{
	auto_free char *disk = NULL;
	struct selector wanted;
	int r;

	if (selector_parse(selector, &wanted) < 0)
		return error_set(e, EINVAL, "guest_init.config=%s %s", selector,
				 selector_check(selector));
	r = boot_wait_for_devices(b, &wanted, 1, deadline_ns, &disk, e);
	if (r == 0)
		r = read_disk(b, disk, e);
	if (r == 0)
		b->config_disk = take_ptr(disk);
	return r;
}

static int wait_for_either(struct boot *b, struct error *e)
{
	static const char *const texts[] = { DEFAULT_DISK, LABELLED_DISK };
	struct selector wanted[ARRAY_SIZE(texts)];
	char *paths[ARRAY_SIZE(texts)];
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		selector_parse(texts[i], &wanted[i]);
	buttons_watch(b); /* as boot_wait_for_devices() */
	r = device_wait_any(wanted, ARRAY_SIZE(texts), b->device_deadline_ns, paths, e);
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(paths); i++)
		free(paths[i]);
	return r;
}

static bool is_elsewhere(int r)
{
	return r == -ENODEV || r == -ENOMEDIUM;
}

/* The default disk, else the labelled one, which may come later than a wrong default disk. */
static int find_default(struct boot *b, struct error *e)
{
	struct error first = ERROR_INIT, second = ERROR_INIT;
	int r = find_and_read(b, DEFAULT_DISK, 0, &first);
	int labelled;

	if (r == -ENODEV) {
		r = wait_for_either(b, e);
		if (r < 0)
			return r;
		first = (struct error)ERROR_INIT;
		r = find_and_read(b, DEFAULT_DISK, 0, &first);
	}
	*e = first;
	if (!is_elsewhere(r))
		return r;
	labelled = find_and_read(b, LABELLED_DISK, b->device_deadline_ns, &second);
	/* What is wrong with the default disk says more than the absence of a label. */
	if (r == -ENOMEDIUM && is_elsewhere(labelled))
		return r;
	*e = second;
	return labelled;
}

int phase_config(struct boot *b, struct error *e)
{
	char buf[SELECTOR_TEXT_SIZE];
	int r = cmdline_get(b->cmdline, "guest_init.config", buf, sizeof(buf));

	if (r == -ENOSPC) /* not the default disk instead: another one was meant */
		return error_set(e, EINVAL, "guest_init.config is longer than %u bytes",
				 SELECTOR_TEXT_SIZE - 1);
	b->device_deadline_ns = clock_monotonic_ns() +
				boot_seconds(b, "timeout", DEFAULT_TIMEOUT_S) * NS_PER_S;
	r = r < 0 ? find_default(b, e) : find_and_read(b, buf, b->device_deadline_ns, e);
	/* The command line counts more: it is how one boot is looked into. */
	if (r == 0 && cmdline_get(b->cmdline, "guest_init.log", buf, sizeof(buf)) == -ENOENT)
		log_set_level((enum log_level)b->config.log_level);
	return r;
}

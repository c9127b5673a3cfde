/* devices.c - phase "devices": every disk that the config speaks of is there, or the boot ends. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/selector.h"
#include "guest-init/boot.h"
#include "guest-init/sys/device.h"

#define DEFAULT_LAYER "/dev/vda"
#define DEFAULT_UPPER "/dev/vdb"
/* The layers, the upper and two a volume. */
#define MAX_DEVICES (VMCONFIG_MAX_LAYERS + 1 + 2 * VMCONFIG_MAX_VOLUMES)
#define LIST_SIZE (VMCONFIG_MAX_LAYERS * SELECTOR_TEXT_SIZE / 4)

struct wanted {
	struct selector selectors[MAX_DEVICES];
	char **paths[MAX_DEVICES]; /* where each one's path goes */
	bool required[MAX_DEVICES];
	size_t count;
};

static int want(struct wanted *w, const char *selector, bool required, char **path, struct error *e)
{
	if (!selector)
		return 0;
	if (w->count == MAX_DEVICES)
		return error_set(e, E2BIG, "more than %u devices", MAX_DEVICES);
	if (selector_parse(selector, &w->selectors[w->count]) < 0)
		return error_set(e, EINVAL, "%s %s", selector, selector_check(selector));
	w->required[w->count] = required;
	w->paths[w->count++] = path;
	return 0;
}

static int want_layer(struct boot *b, struct wanted *w, const char *selector, struct error *e)
{
	if (b->layer_count == VMCONFIG_MAX_LAYERS)
		return error_set(e, E2BIG, "more than %u layers", VMCONFIG_MAX_LAYERS);
	return want(w, selector, true, &b->layers[b->layer_count++], e);
}

/* What the kernel command line says of key; "" when it isn't there.
 * Returns 0; -EINVAL when it is too long: not the default device instead, another one was meant. */
static int cocoon_option(const struct boot *b, const char *key, char *buf, size_t size,
			 struct error *e)
{
	int r = cmdline_get(b->cmdline, key, buf, size);

	if (r == -ENOSPC)
		return error_set(e, EINVAL, "%s is longer than %zu bytes", key, size - 1);
	if (r < 0)
		*buf = '\0';
	return 0;
}

/* Cocoon's names on the kernel command line: serials, or nodes where disks have none. */
static const char *cocoon_selector(const char *name, char buf[static SELECTOR_TEXT_SIZE])
{
	snprintf(buf, SELECTOR_TEXT_SIZE, "%s%s", *name == '/' ? "" : "serial:", name);
	return buf;
}

static int want_layers(struct boot *b, struct wanted *w, struct error *e)
{
	const struct strv *layers = &b->config.rootfs.layers;
	char list[LIST_SIZE], buf[SELECTOR_TEXT_SIZE];
	char *rest = list, *name;
	int r = 0;

	for (size_t i = 0; r == 0 && i < layers->count; i++)
		r = want_layer(b, w, layers->items[i], e);
	if (layers->count)
		return r;
	r = cocoon_option(b, "cocoon.layers", list, sizeof(list), e);
	if (r < 0)
		return r;
	if (!*list)
		return want_layer(b, w, DEFAULT_LAYER, e);
	while (r == 0 && (name = strsep(&rest, ",")))
		r = want_layer(b, w, cocoon_selector(name, buf), e);
	return r < 0 ? error_wrap(e, r, "cocoon.layers") : 0;
}

static int want_upper(struct boot *b, struct wanted *w, struct error *e)
{
	const struct rootfs *root = &b->config.rootfs;
	char name[SELECTOR_TEXT_SIZE / 2], buf[SELECTOR_TEXT_SIZE];
	const char *selector = root->upper;
	int r;

	if (root->readonly || (selector && !strcmp(selector, ROOTFS_UPPER_TMPFS)))
		return 0;
	if (!object_has(&rootfs_type, root, "upper")) {
		r = cocoon_option(b, "cocoon.cow", name, sizeof(name), e);
		if (r < 0)
			return r;
		selector = *name ? cocoon_selector(name, buf) : DEFAULT_UPPER;
	}
	return want(w, selector, true, &b->upper, e);
}

static int want_all(struct boot *b, struct wanted *w, struct error *e)
{
	int r = want_layers(b, w, e);

	if (r == 0)
		r = want_upper(b, w, e);
	for (size_t i = 0; r == 0 && i < b->config.volume_mounts.count; i++) {
		const struct volume *v = vmconfig_volume(&b->config, i);

		r = want(w, v->device, v->required, &b->volumes[i].base, e);
		if (r == 0)
			r = want(w, v->overlay_device, v->required, &b->volumes[i].overlay, e);
	}
	return r;
}

/* Split the wanted ones: those that are required stay, the others go to ret. */
static void take_optional(struct wanted *w, struct wanted *ret)
{
	size_t kept = 0;

	ret->count = 0;
	for (size_t i = 0; i < w->count; i++) {
		struct wanted *to = w->required[i] ? w : ret;
		size_t at = w->required[i] ? kept++ : ret->count++;

		to->selectors[at] = w->selectors[i];
		to->paths[at] = w->paths[i];
		to->required[at] = w->required[i];
	}
	w->count = kept;
}

static int wait_for(struct boot *b, struct wanted *w, uint64_t deadline_ns, struct error *e)
{
	char *paths[MAX_DEVICES];
	int r = boot_wait_for_devices(b, w->selectors, w->count, deadline_ns, paths, e);

	for (size_t i = 0; r == 0 && i < w->count; i++)
		*w->paths[i] = paths[i];
	return r;
}

/* Not all are there: wait for those that are required, and note which of the others are missing. */
static int wait_for_required(struct boot *b, struct wanted *w, struct error *e)
{
	static struct wanted optional; /* too large for a stack, and used once */
	int r;

	take_optional(w, &optional);
	r = wait_for(b, w, b->device_deadline_ns, e);
	for (size_t i = 0; r == 0 && i < optional.count; i++) {
		struct error why = ERROR_INIT;

		if (device_find(&optional.selectors[i], optional.paths[i], &why) < 0)
			boot_warn(b, &why);
	}
	return r;
}

/* A volume whose overlay's device is missing can't be mounted either. */
static void drop_incomplete(struct boot *b)
{
	for (size_t i = 0; i < b->config.volume_mounts.count; i++) {
		struct volume_devices *d = &b->volumes[i];

		if (vmconfig_volume(&b->config, i)->overlay_device && !d->overlay) {
			free(d->base);
			d->base = NULL;
		}
	}
}

struct disk {
	const char *path, *selector;
	dev_t device;
};

static int add_disk(struct disk *disks, size_t *count, const char *path, const char *selector,
		    struct error *e)
{
	struct stat st;

	if (!path)
		return 0;
	if (stat(path, &st) < 0)
		return error_set(e, errno, "cannot look at %s: %m", path);
	for (size_t i = 0; i < *count; i++)
		if (disks[i].device == st.st_rdev)
			return error_set(e, ENOTUNIQ, "'%s' and '%s' are the same device, %s",
					 disks[i].selector, selector, path);
	disks[(*count)++] = (struct disk){ path, selector, st.st_rdev };
	return 0;
}

/* Two mounts of one device see each other's changes too late, or never. */
static int check_distinct(struct boot *b, struct error *e)
{
	struct disk disks[MAX_DEVICES + 1]; /* and the config disk */
	size_t count = 0;
	int r = add_disk(disks, &count, b->config_disk, "the config disk", e);

	for (size_t i = 0; r == 0 && i < b->layer_count; i++)
		r = add_disk(disks, &count, b->layers[i], b->layers[i], e);
	if (r == 0)
		r = add_disk(disks, &count, b->upper, b->upper, e);
	for (size_t i = 0; r == 0 && i < b->config.volume_mounts.count; i++) {
		const struct volume *v = vmconfig_volume(&b->config, i);

		r = add_disk(disks, &count, b->volumes[i].base, v->device, e);
		if (r == 0)
			r = add_disk(disks, &count, b->volumes[i].overlay, v->overlay_device, e);
	}
	return r;
}

int phase_devices(struct boot *b, struct error *e)
{
	static struct wanted w; /* too large for a stack, and used once */
	int r = want_all(b, &w, e);

	if (r < 0)
		return r;
	r = wait_for(b, &w, b->device_deadline_ns, e);
	if (r < 0)
		r = wait_for_required(b, &w, e);
	if (r < 0)
		return r;
	drop_incomplete(b);
	return check_distinct(b, e);
}

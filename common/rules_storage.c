/* rules_storage.c - what has to fit together across the fields of a config: volumes, mounts, files,
 * and the devices behind them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base64.h"
#include "common/checks.h"
#include "common/cleanup.h"
#include "common/path.h"
#include "common/vmconfig_rules.h"

#define VIRTIOFS_TAG_MAX 36u /* virtio 1.2, section 5.11.4 */

static void check_overlay(const struct volume *v, size_t i, struct diag_list *list)
{
	if (v->mode == VOLUME_OVERLAY && !v->overlay_device)
		diag_error(list, RULE_POINTER("/volume_mounts/%zu", i),
			   "mode overlay needs \"overlay_device\"");
	else if (v->mode != VOLUME_OVERLAY && v->overlay_device)
		diag_error(list, RULE_POINTER("/volume_mounts/%zu/overlay_device", i),
			   "is only for mode overlay");
}

static void check_mount(const struct mount_entry *m, size_t i, struct diag_list *list)
{
	const char *pointer = RULE_POINTER("/mounts/%zu/source", i), *wrong;

	if (!m->source && m->type != MOUNT_TMPFS)
		diag_error(list, RULE_POINTER("/mounts/%zu", i), "type %s needs \"source\"",
			   mount_type_names[m->type]);
	if (!m->source)
		return;
	if (m->type == MOUNT_TMPFS)
		diag_error(list, pointer, "is only for virtiofs, 9p and bind");
	if (m->type == MOUNT_VIRTIOFS && strlen(m->source) > VIRTIOFS_TAG_MAX)
		diag_error(list, pointer, "is too long for a tag (at most %u bytes)",
			   VIRTIOFS_TAG_MAX);
	wrong = m->type == MOUNT_BIND && *m->source ? check_absolute_path(m->source) : NULL;
	if (wrong)
		diag_error(list, pointer, "\"%.64s\" %s", m->source, wrong);
}

/* What is put on a path of the root. */
enum target_kind { TARGET_VOLUME, TARGET_MOUNT, TARGET_FILE, TARGET_KIND_COUNT };

static const char *const target_nouns[] = {
	[TARGET_VOLUME] = "volume", [TARGET_MOUNT] = "mount", [TARGET_FILE] = "file",
};
static_assert(ARRAY_SIZE(target_nouns) == TARGET_KIND_COUNT, "one noun a kind");

struct target {
	char *path; /* normalized */
	enum target_kind kind;
	size_t index;
};

struct target_list {
	struct target *items;
	size_t count;
};

static int by_path(const void *pa, const void *pb)
{
	const struct target *a = pa, *b = pb;
	int order = strcmp(a->path, b->path);

	if (order)
		return order;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static void add_target(struct target_list *targets, const char *path, enum target_kind kind,
		       size_t index, struct diag_list *list)
{
	char *normal;

	if (!path)
		return;
	normal = path_normalize(path);
	if (normal)
		targets->items[targets->count++] = (struct target){ normal, kind, index };
	else
		list->incomplete = true;
}

static void target_error(const struct target *t, const struct target *first, struct diag_list *list)
{
	char pointer[RULE_POINTER_SIZE];

	switch (t->kind) {
	case TARGET_VOLUME:
		rule_pointer(pointer, "/volume_mounts/%zu/path", t->index);
		break;
	case TARGET_MOUNT:
		rule_pointer(pointer, "/mounts/%zu/target", t->index);
		break;
	default:
		rule_pointer(pointer, "/files/%zu/path", t->index);
	}
	diag_error(list, pointer, "%s %zu is on \"%.64s\" already", target_nouns[first->kind],
		   first->index, *t->path ? t->path : "/");
}

static void check_targets(const struct vmconfig *c, struct diag_list *list)
{
	size_t most = c->volume_mounts.count + c->mounts.count + c->files.count;
	auto_free struct target *items = calloc(most + 1, sizeof(*items));
	struct target_list targets = { .items = items };

	if (!items) {
		list->incomplete = true;
		return;
	}
	for (size_t i = 0; i < c->volume_mounts.count; i++)
		add_target(&targets, vmconfig_volume(c, i)->path, TARGET_VOLUME, i, list);
	for (size_t i = 0; i < c->mounts.count; i++)
		add_target(&targets, vmconfig_mount(c, i)->target, TARGET_MOUNT, i, list);
	for (size_t i = 0; i < c->files.count; i++)
		add_target(&targets, vmconfig_file(c, i)->path, TARGET_FILE, i, list);
	qsort(items, targets.count, sizeof(*items), by_path);
	for (size_t i = 1; i < targets.count; i++)
		if (!strcmp(items[i - 1].path, items[i].path))
			target_error(&items[i], &items[i - 1], list);
	for (size_t i = 0; i < targets.count; i++)
		free(items[i].path);
}

/* The devices so far, and what each is for. */
struct device_list {
	struct device {
		const char *selector;
		char user[RULE_POINTER_SIZE]; /* a pointer */
	} *items;
	size_t count;
};

static bool same_device(const char *a, const char *b)
{
	return !strcmp(a, b) || (!strncmp(a, "uuid:", 5) && !strcasecmp(a, b));
}

static void use_device(struct device_list *devices, const char *selector, const char *pointer,
		       struct diag_list *list)
{
	struct device *d = devices->items, *end = d + devices->count;

	if (!selector)
		return;
	while (d < end && !same_device(d->selector, selector))
		d++;
	if (d < end) {
		diag_error(list, pointer, "\"%.64s\" is the device of %s already", selector,
			   d->user);
		return;
	}
	end->selector = selector;
	strcpy(end->user, pointer);
	devices->count++;
}

static void use_upper(const struct rootfs *r, struct device_list *devices, struct diag_list *list)
{
	if (!r->readonly && r->upper && strcmp(r->upper, ROOTFS_UPPER_TMPFS) != 0)
		use_device(devices, r->upper, "/rootfs/upper", list);
}

/* What is given comes after what may be a default: a finding needs a place in the document. */
static void use_root_devices(const struct rootfs *r, struct device_list *devices,
			     struct diag_list *list)
{
	if (!r->layers.count) {
		use_device(devices, "/dev/vda", "/rootfs/layers (its default)", list);
		use_upper(r, devices, list);
		return;
	}
	use_upper(r, devices, list);
	for (size_t i = 0; i < r->layers.count; i++)
		use_device(devices, r->layers.items[i], RULE_POINTER("/rootfs/layers/%zu", i),
			   list);
}

static void check_devices(const struct vmconfig *c, struct diag_list *list)
{
	size_t most = 2 + c->rootfs.layers.count + 2 * c->volume_mounts.count;
	auto_free struct device *items = calloc(most, sizeof(*items));
	struct device_list devices = { .items = items };

	if (!items) {
		list->incomplete = true;
		return;
	}
	use_root_devices(&c->rootfs, &devices, list);
	for (size_t i = 0; i < c->volume_mounts.count; i++) {
		const struct volume *v = vmconfig_volume(c, i);

		use_device(&devices, v->device, RULE_POINTER("/volume_mounts/%zu/device", i), list);
		if (v->mode == VOLUME_OVERLAY)
			use_device(&devices, v->overlay_device,
				   RULE_POINTER("/volume_mounts/%zu/overlay_device", i), list);
	}
}

/* Returns what the file holds, in bytes. */
static size_t check_content(const struct file_entry *file, size_t i, struct diag_list *list)
{
	int decoded = file->content_base64 ? base64_decode(file->content_base64, NULL) : 0;

	if (!file->content && !file->content_base64)
		diag_error(list, RULE_POINTER("/files/%zu", i),
			   "\"content\" or \"content_base64\" is missing");
	if (file->content && file->content_base64)
		diag_error(list, RULE_POINTER("/files/%zu/content_base64", i),
			   "can't be used with \"content\" (one of the two)");
	return (file->content ? strlen(file->content) : 0) + (decoded > 0 ? (size_t)decoded : 0);
}

static void check_files(const struct vmconfig *c, struct diag_list *list)
{
	size_t total = 0;

	for (size_t i = 0; i < c->files.count; i++)
		total += check_content(vmconfig_file(c, i), i, list);
	if (total > VMCONFIG_MAX_FILES_SIZE)
		diag_error(list, "/files", "holds %zu bytes (at most %u are possible)", total,
			   VMCONFIG_MAX_FILES_SIZE);
}

void vmconfig_check_storage(const struct vmconfig *c, struct diag_list *list)
{
	for (size_t i = 0; i < c->volume_mounts.count; i++)
		check_overlay(vmconfig_volume(c, i), i, list);
	for (size_t i = 0; i < c->mounts.count; i++)
		check_mount(vmconfig_mount(c, i), i, list);
	check_targets(c, list);
	check_devices(c, list);
	check_files(c, list);
}

/* disks.c - the disks of a run: those that the user has, and those that are made for it. */
#include "host-tools/vmrun/disks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/atomic_file.h"
#include "host-tools/lib/config_image.h"

#define OVERLAY_SIZE (UINT64_C(16) << 30) /* bytes; sparse: what isn't written takes no place */

static const char *workspace_path(const struct disks *d)
{
	return d->maker.workspace->path;
}

/* Set a string of the spec. */
static int set_text(char **member, const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		return -ENOMEM;
	free(*member);
	*member = copy;
	return 0;
}

/* The disk becomes the file of the workspace with that name. */
static int rename_disk(const struct disks *d, struct host_disk *disk, const char *name,
		       struct error *e)
{
	auto_free char *path = workspace_file(d->maker.workspace, name);

	if (!path || set_text(&disk->path, path) < 0)
		return error_set(e, ENOMEM, "%m");
	object_mark(&host_disk_type, disk, "path");
	return 0;
}

static int make_image(const struct disks *d, struct host_disk *disk, enum source_kind kind,
		      const char *name, struct error *e)
{
	auto_free char *source = strdup(disk->path);
	int r = source ? rename_disk(d, disk, name, e) : error_set(e, ENOMEM, "%m");

	if (r < 0)
		return r;
	disk->readonly = true;
	object_mark(&host_disk_type, disk, "readonly");
	return d->is_dry ? 0 : image_make(&d->maker, source, kind, disk->path, e);
}

/* A disk that the user has; name: of the image to make of it, if one has to be made. */
static int complete(const struct disks *d, struct host_disk *disk, const char *name,
		    struct error *e)
{
	size_t len = strlen(workspace_path(d));
	auto_free char *path = spec_path(d->request, disk->path);
	enum source_kind kind;
	int r;

	if (!path || set_text(&disk->path, path) < 0)
		return error_set(e, ENOMEM, "%m");
	if (!strncmp(path, workspace_path(d), len) && path[len] == '/') /* an overlay of ours */
		return d->is_dry ? 0 : image_make_empty(&d->maker, path, OVERLAY_SIZE, e);
	if (object_has(&host_disk_type, disk, "format"))
		return 0;
	r = image_probe(path, &kind, e);
	if (r < 0)
		return r;
	if (kind == SOURCE_DIRECTORY || kind == SOURCE_TAR)
		return make_image(d, disk, kind, name, e);
	if (kind == SOURCE_QCOW2) {
		disk->format = DISK_QCOW2;
		object_mark(&host_disk_type, disk, "format");
	}
	return 0;
}

static int complete_volumes(const struct disks *d, const struct objv *volumes, struct error *e)
{
	struct host_disk *disks = volumes->items;
	int r = 0;

	for (size_t i = 0; r == 0 && i < volumes->count; i++) {
		char name[32];

		snprintf(name, sizeof(name), "volume-%zu.img", i);
		r = complete(d, &disks[i], name, e);
	}
	return r;
}

static bool wants_overlay(const struct vmconfig *c)
{
	return !c->rootfs.readonly && c->rootfs.upper && !strcmp(c->rootfs.upper, "/dev/vdb");
}

static int make_overlay(const struct disks *d, struct vmconfig *c, struct error *e)
{
	struct host_disks *disks = &c->host.disks;
	int r;

	if (object_has(&host_disks_type, disks, "overlay"))
		return complete(d, &disks->overlay, "overlay.img", e);
	if (!wants_overlay(c))
		return 0;
	r = rename_disk(d, &disks->overlay, "overlay.img", e);
	if (r < 0)
		return r;
	object_mark(&host_disks_type, disks, "overlay");
	return d->is_dry ? 0 : image_make_empty(&d->maker, disks->overlay.path, OVERLAY_SIZE, e);
}

/* Always a new one: who keeps one of his own finds it as it was. */
static int make_config(const struct disks *d, struct spec *spec, struct error *e)
{
	struct host_disks *disks = &spec->config.host.disks;
	struct config_image image = { 0 };
	int r = rename_disk(d, &disks->config, "config.img", e);

	if (r < 0)
		return r;
	object_mark(&host_disks_type, disks, "config");
	disks->config.readonly = false;
	disks->config.format = DISK_RAW;
	if (d->is_dry)
		return 0;
	r = config_image_make(spec->text, spec->len, 0, 0, &image, e);
	if (r < 0)
		return r;
	r = atomic_file_write_sparse(disks->config.path, image.bytes, image.size, image.used, 0, e);
	config_image_release(&image);
	return r;
}

int disks_make(const struct disks *d, struct spec *spec, struct error *e)
{
	struct vmconfig *c = &spec->config;
	int r = 0;

	if (object_has(&host_disks_type, &c->host.disks, "rootfs"))
		r = complete(d, &c->host.disks.rootfs, "rootfs.img", e);
	if (r == 0)
		r = complete_volumes(d, &c->host.disks.volumes, e);
	if (r == 0)
		r = make_overlay(d, c, e);
	return r == 0 ? make_config(d, spec, e) : r;
}

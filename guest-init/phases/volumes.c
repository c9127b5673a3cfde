/* volumes.c - phase "volumes": mount what the config wants in the root, parents before children. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/path.h"
#include "guest-init/boot.h"
#include "guest-init/filesystem.h"
#include "guest-init/mount_entry.h"
#include "guest-init/overlay.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/mount.h"

#define VOLUME_DIR_SIZE 32
#define MAX_PLACES (VMCONFIG_MAX_VOLUMES + VMCONFIG_MAX_MOUNTS)

static int create_overlay(struct boot *b, const struct filesystem_request *lower, size_t i,
			  int *ret_fd, struct error *e)
{
	const struct filesystem_request upper = { .device = b->volumes[i].overlay };
	auto_close int lower_fd = -EBADF;
	auto_close int upper_fd = -EBADF;
	char dir[VOLUME_DIR_SIZE];
	struct overlay_request request = { .dir = dir, .lower_fds = &lower_fd, .lower_count = 1 };
	int r;

	r = filesystem_mount(b, lower, &lower_fd, e);
	if (r == 0)
		r = filesystem_mount(b, &upper, &upper_fd, e);
	if (r < 0)
		return r;
	if (mkdir(BOOT_VOLUMES, 0700) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make " BOOT_VOLUMES ": %m");
	snprintf(dir, sizeof(dir), BOOT_VOLUMES "/%zu", i);
	request.upper_fd = upper_fd;
	return overlay_create(b, &request, ret_fd, e);
}

static int mount_volume(struct boot *b, size_t i, struct error *e)
{
	const struct volume *v = vmconfig_volume(&b->config, i);
	const struct filesystem_request request = {
		.device = b->volumes[i].base, .fstype = v->fstype, .options = &v->options,
		.read_only = v->mode != VOLUME_RW,
	};
	auto_close int mount_fd = -EBADF;
	auto_close int at_fd = -EBADF;
	int r;

	if (!b->volumes[i].base) /* phase "devices" has said so */
		return 0;
	r = v->mode == VOLUME_OVERLAY ? create_overlay(b, &request, i, &mount_fd, e)
				      : filesystem_mount(b, &request, &mount_fd, e);
	if (r < 0)
		return r;
	at_fd = inroot_make_directory(b->root_fd, v->path, 0755, e);
	return at_fd < 0 ? at_fd : mount_attach(mount_fd, at_fd, e);
}

/* One of volume_mounts[] or of mounts[]. */
struct place {
	const char *what;
	size_t index;
	const char *target;
	const char *source; /* a path in the root that has to be there before; NULL: none */
	bool required, done;
};

struct plan {
	struct place places[MAX_PLACES];
	size_t count;
};

static void make_plan(const struct vmconfig *c, struct plan *p)
{
	for (size_t i = 0; i < c->volume_mounts.count; i++) {
		const struct volume *v = vmconfig_volume(c, i);

		p->places[p->count++] = (struct place){
			"volume", i, v->path, NULL, v->required, false,
		};
	}
	for (size_t i = 0; i < c->mounts.count; i++) {
		const struct mount_entry *m = vmconfig_mount(c, i);
		const char *source = m->type == MOUNT_BIND ? m->source : NULL;

		p->places[p->count++] = (struct place){
			"mount", i, m->target, source, m->required, false,
		};
	}
}

static int mount_place(struct boot *b, struct plan *p, struct place *place, struct error *e)
{
	struct error why = ERROR_INIT;
	int r = 0;

	place->done = true; /* already: a bind mount below its own source must not recurse */
	for (struct place *other = p->places; r == 0 && other < p->places + p->count; other++)
		if (!other->done && (path_is_in(place->target, other->target) ||
				     (place->source && path_is_in(place->source, other->target))))
			r = mount_place(b, p, other, e);
	if (r < 0)
		return r;
	r = !strcmp(place->what, "volume")
		    ? mount_volume(b, place->index, &why)
		    : mount_entry_mount(b, vmconfig_mount(&b->config, place->index), &why);
	if (r == 0)
		return 0;
	error_wrap(&why, r, "%s %zu on %s", place->what, place->index, place->target);
	if (place->required) {
		*e = why;
		return r;
	}
	boot_warn(b, &why);
	return 0;
}

int phase_volumes(struct boot *b, struct error *e)
{
	static struct plan p; /* too large for a stack, and used once */
	int r = 0;

	make_plan(&b->config, &p);
	for (struct place *place = p.places; r == 0 && place < p.places + p.count; place++)
		if (!place->done)
			r = mount_place(b, &p, place, e);
	return r;
}

/* volumes.c - phase "volumes": mount each volume where the config wants it, parents first. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/filesystem.h"
#include "guest-init/overlay.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/mount.h"

#define VOLUME_DIR_SIZE 32

static int create_overlay(const struct volume_devices *devices, size_t i, int *ret_fd,
			  struct error *e)
{
	const struct filesystem_request lower = { .device = devices->base, .read_only = true };
	const struct filesystem_request upper = { .device = devices->overlay };
	auto_close int lower_fd = -EBADF;
	auto_close int upper_fd = -EBADF;
	char dir[VOLUME_DIR_SIZE];
	int r;

	r = filesystem_mount(&lower, &lower_fd, e);
	if (r == 0)
		r = filesystem_mount(&upper, &upper_fd, e);
	if (r < 0)
		return r;
	if (mkdir(BOOT_VOLUMES, 0700) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make " BOOT_VOLUMES ": %m");
	snprintf(dir, sizeof(dir), BOOT_VOLUMES "/%zu", i);
	return overlay_create(dir, lower_fd, upper_fd, ret_fd, e);
}

static int create(const struct volume *v, const struct volume_devices *devices, size_t i,
		  int *ret_fd, struct error *e)
{
	const struct filesystem_request plain = {
		.device = devices->base, .read_only = v->mode == VOLUME_RO,
	};

	if (v->mode == VOLUME_OVERLAY)
		return create_overlay(devices, i, ret_fd, e);
	return filesystem_mount(&plain, ret_fd, e);
}

static int mount_volume(struct boot *b, size_t i, struct error *e)
{
	const struct volume *v = vmconfig_volume(&b->config, i);
	auto_close int mount_fd = -EBADF;
	auto_close int at_fd = -EBADF;
	int r;

	r = create(v, &b->volumes[i], i, &mount_fd, e);
	if (r < 0)
		return r;
	at_fd = inroot_make_directory(b->root_fd, v->path, 0755, e);
	return at_fd < 0 ? at_fd : mount_attach(mount_fd, at_fd, e);
}

/* How many components a path has: a parent has fewer than what is in it. */
static unsigned depth(const char *path)
{
	unsigned n = 0;

	for (size_t len; *(path += strspn(path, "/")); path += len, n++)
		len = strcspn(path, "/");
	return n;
}

struct order {
	unsigned depth;
	size_t index;
};

static int parents_first(const void *pa, const void *pb)
{
	const struct order *a = pa, *b = pb;

	if (a->depth != b->depth)
		return a->depth < b->depth ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

int phase_volumes(struct boot *b, struct error *e)
{
	struct order order[VMCONFIG_MAX_VOLUMES];
	size_t count = b->config.volume_mounts.count;

	for (size_t i = 0; i < count; i++)
		order[i] = (struct order){ depth(vmconfig_volume(&b->config, i)->path), i };
	qsort(order, count, sizeof(*order), parents_first);
	for (size_t i = 0; i < count; i++) {
		const struct volume *v = vmconfig_volume(&b->config, order[i].index);
		int r = mount_volume(b, order[i].index, e);

		if (r < 0)
			return error_wrap(e, r, "volume %zu on %s", order[i].index, v->path);
	}
	return 0;
}

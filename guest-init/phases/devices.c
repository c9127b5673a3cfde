/* devices.c - phase "devices": every disk that the config speaks of is there, or the boot ends. */
#include <errno.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/selector.h"
#include "guest-init/boot.h"
#include "guest-init/sys/device.h"

#define MAX_DEVICES (2 + 2 * VMCONFIG_MAX_VOLUMES) /* the root's two, two a volume */

struct wanted {
	struct selector selectors[MAX_DEVICES];
	char **paths[MAX_DEVICES]; /* where each one's path goes */
	size_t count;
};

static int want(struct wanted *w, const char *selector, char **path, struct error *e)
{
	if (!selector)
		return 0;
	if (selector_parse(selector, &w->selectors[w->count]) < 0)
		return error_set(e, EINVAL, "%s %s", selector, selector_check(selector));
	w->paths[w->count++] = path;
	return 0;
}

static int want_all(struct boot *b, struct wanted *w, struct error *e)
{
	int r = want(w, "/dev/vda", &b->lower, e);

	if (r == 0)
		r = want(w, "/dev/vdb", &b->upper, e);
	for (size_t i = 0; r == 0 && i < b->config.volume_mounts.count; i++) {
		const struct volume *v = vmconfig_volume(&b->config, i);

		r = want(w, v->device, &b->volumes[i].base, e);
		if (r == 0)
			r = want(w, v->overlay_device, &b->volumes[i].overlay, e);
	}
	return r;
}

int phase_devices(struct boot *b, struct error *e)
{
	static struct wanted w; /* too large for a stack, and used once */
	char *paths[MAX_DEVICES];
	int r = want_all(b, &w, e);

	if (r == 0)
		r = device_wait(w.selectors, w.count, b->device_deadline_ns, paths, e);
	for (size_t i = 0; r == 0 && i < w.count; i++)
		*w.paths[i] = paths[i];
	return r;
}

/* modules.c - phases "modules" and "gpu": drivers, from the lists in the initrd. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/buttons.h"

#define VIRTIO_ID_RNG 4

static bool always(void)
{
	return true;
}

/* Without it the kernel gathers randomness by itself, which may take a while. */
static bool has_virtio_rng(void)
{
	for (unsigned i = 0;; i++) {
		char path[64], id[16] = "";
		auto_close int fd = -EBADF;

		snprintf(path, sizeof(path), "/sys/bus/virtio/devices/virtio%u/device", i);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return false;
		if (read(fd, id, sizeof(id) - 1) > 0 && strtoul(id, NULL, 16) == VIRTIO_ID_RNG)
			return true;
	}
}

static const struct {
	const char *list;
	bool (*is_wanted)(void);
} lists[] = { /* the bus before what is on it */
	{ "boot", always },
	{ "rng", has_virtio_rng },
};

int phase_modules(struct boot *b, struct error *e)
{
	int r = 0, failed;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		if (!lists[i].is_wanted())
			continue;
		failed = boot_load_modules(b, lists[i].list, r < 0 ? NULL : e);
		r = r < 0 ? r : failed;
	}
	failed = buttons_prepare(b, r < 0 ? NULL : e);
	return r < 0 ? r : failed;
}

int phase_gpu(struct boot *b, struct error *e)
{
	if (access(BOOT_MODULES "/gpu.list", F_OK) < 0)
		return error_set(e, errno, "has_gpu: the initrd has no list of GPU modules");
	return boot_load_modules(b, "gpu", e);
}

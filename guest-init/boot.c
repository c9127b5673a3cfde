/* boot.c - what the phases of a boot share. */
#include "guest-init/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "guest-init/buttons.h"
#include "guest-init/log.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/device.h"

#define MAX_KEY 64
#define MAX_SECONDS 3600u

const char *boot_option(const struct boot *b, const char *key, const char *def, char *buf,
			size_t size)
{
	char whole[MAX_KEY];
	int r;

	snprintf(whole, sizeof(whole), "guest_init.%s", key);
	r = cmdline_get(b->cmdline, whole, buf, size);
	if (r == -ENOSPC)
		log_error("%s is longer than %zu bytes, ignoring", whole, size - 1);
	return r < 0 ? def : buf;
}

unsigned boot_seconds(const struct boot *b, const char *key, unsigned def)
{
	char buf[16], *end;
	const char *text = boot_option(b, key, NULL, buf, sizeof(buf));
	unsigned long seconds = text ? strtoul(text, &end, 10) : def;

	if (!text || (end != text && !*end && seconds <= MAX_SECONDS))
		return (unsigned)seconds;
	log_error("guest_init.%s=%s is not a number of seconds up to %u, ignoring", key, text,
		  MAX_SECONDS);
	return def;
}

/* Returns 1 and a descriptor, 0 when the initrd has no modules, or a negative errno. */
static int open_modules(int *ret_fd, struct error *e)
{
	int fd = open(BOOT_MODULES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return error_set(e, errno, "cannot open " BOOT_MODULES ": %m");
	*ret_fd = fd;
	return 1;
}

int boot_load_modules(const struct boot *b, const char *list, struct error *e)
{
	auto_close int fd = -EBADF;
	int r = open_modules(&fd, e);

	return r <= 0 ? r : modules_load(fd, list, b->cmdline, e);
}

int boot_hold_modules(const char *list, struct held_modules *ret, struct error *e)
{
	auto_close int fd = -EBADF;
	int r = open_modules(&fd, e);

	return r <= 0 ? r : modules_hold(fd, list, ret, e);
}

int boot_wait_for_devices(struct boot *b, const struct selector *wanted, size_t n,
			  uint64_t deadline_ns, char **ret_paths, struct error *e)
{
	int r = device_wait(wanted, n, 0, ret_paths, e);

	if (r != -ENODEV || !deadline_ns)
		return r;
	buttons_watch(b);
	*e = (struct error)ERROR_INIT;
	return device_wait(wanted, n, deadline_ns, ret_paths, e);
}

uint64_t boot_deadline_ns(const struct boot *b, uint64_t least_ns)
{
	uint64_t earliest_ns = clock_monotonic_ns() + least_ns;

	return b->device_deadline_ns > earliest_ns ? b->device_deadline_ns : earliest_ns;
}

void boot_warn(struct boot *b, struct error *e)
{
	log_error("%s, ignoring", e->text);
	record_warning(&b->record, e->text);
	*e = (struct error)ERROR_INIT;
}

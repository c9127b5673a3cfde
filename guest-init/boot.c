/* boot.c - what the phases of a boot share. */
#include "guest-init/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "common/cleanup.h"
#include "guest-init/log.h"
#include "guest-init/sys/modules.h"

#define MAX_KEY 64

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

int boot_load_modules(const char *list, struct error *e)
{
	auto_close int fd = open(BOOT_MODULES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 0 : error_set(e, errno, "cannot open " BOOT_MODULES ": %m");
	return modules_load(fd, list, NULL, e);
}

void boot_warn(struct boot *b, struct error *e)
{
	log_error("%s, ignoring", e->text);
	record_warning(&b->record, e->text);
	*e = (struct error)ERROR_INIT;
}

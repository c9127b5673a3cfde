/* console.c - phase "console": how much is told besides failures. */
#include <string.h>

#include "guest-init/boot.h"
#include "guest-init/log.h"

int phase_console(struct boot *b, struct error *e)
{
	const char *def = log_level_names[LOG_LEVEL_ERROR];
	char buf[16];
	const char *name = boot_option(b, "log", def, buf, sizeof(buf));

	(void)e;
	for (int level = 0; level < LOG_LEVEL_COUNT; level++)
		if (!strcmp(name, log_level_names[level])) {
			log_set_level((enum log_level)level);
			return 0;
		}
	log_error("guest_init.log=%s is not one of error, info, debug, ignoring", name);
	return 0;
}

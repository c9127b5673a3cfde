/* modules.c - phase "modules": the drivers that every boot needs. */
#include "guest-init/boot.h"
#include "guest-init/log.h"

int phase_modules(struct boot *b, struct error *e)
{
	int r = boot_load_modules("boot", e);

	(void)b;
	log_open(); /* the console may be one of the devices that have just appeared */
	return r;
}

/* modules.c - phases "modules", the drivers that every boot needs, and "gpu". */
#include <errno.h>
#include <unistd.h>

#include "guest-init/boot.h"
#include "guest-init/log.h"

int phase_modules(struct boot *b, struct error *e)
{
	int r = boot_load_modules("boot", e);

	(void)b;
	log_open(); /* the console may be one of the devices that have just appeared */
	return r;
}

int phase_gpu(struct boot *b, struct error *e)
{
	(void)b;
	if (access(BOOT_MODULES "/gpu.list", F_OK) < 0)
		return error_set(e, errno, "has_gpu: the initrd has no list of GPU modules");
	return boot_load_modules("gpu", e);
}

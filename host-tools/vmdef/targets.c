/* targets.c - the targets there are. */
#include "host-tools/vmdef/targets.h"

#include <string.h>

const struct target *const targets[] = {
	&target_cloud_hypervisor, &target_cloud_hypervisor_03, &target_firecracker, &target_qemu,
	&target_libvirt, &target_cocoon, &target_quantavirt, &target_ozone, NULL,
};

const struct target *target_find(const char *name)
{
	for (const struct target *const *t = targets; *t; t++)
		if (!strcmp((*t)->name, name))
			return *t;
	return NULL;
}

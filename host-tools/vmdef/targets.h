/* targets.h - the targets there are, a file each. */
#pragma once
#include "host-tools/lib/target.h"

extern const struct target target_cloud_hypervisor;    /* target_cloud_hypervisor.c */
extern const struct target target_cloud_hypervisor_03; /* target_cloud_hypervisor_03.c */
extern const struct target target_firecracker;	       /* target_firecracker.c */
extern const struct target target_libvirt;	       /* target_libvirt.c */
extern const struct target target_cocoon;	       /* target_cocoon.c */
extern const struct target target_quantavirt;	       /* target_quantavirt.c */
extern const struct target target_ozone;	       /* target_ozone.c */

/* These, and lib/target_qemu.c's; NULL-terminated. */
extern const struct target *const targets[];

const struct target *target_find(const char *name);

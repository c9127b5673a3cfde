/* targets.h - the rows that target.c lists; one file each. */
#pragma once
#include "host-tools/vmdef/target.h"

extern const struct target target_cloud_hypervisor;    /* target_cloud_hypervisor.c */
extern const struct target target_cloud_hypervisor_03; /* target_cloud_hypervisor_03.c */
extern const struct target target_firecracker;	       /* target_firecracker.c */
extern const struct target target_qemu;		       /* target_qemu.c */
extern const struct target target_libvirt;	       /* target_libvirt.c */
extern const struct target target_cocoon;	       /* target_cocoon.c */
extern const struct target target_quantavirt;	       /* target_quantavirt.c */
extern const struct target target_ozone;	       /* target_ozone.c */

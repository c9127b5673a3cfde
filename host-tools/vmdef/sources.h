/* sources.h - the rows that source.c lists; one file each. */
#pragma once
#include "host-tools/vmdef/source.h"

extern const struct source source_cloud_hypervisor_03; /* source_cloud_hypervisor_03.c */
extern const struct source source_cocoon;	       /* source_cocoon.c */
extern const struct source source_ozone;	       /* source_ozone.c */
extern const struct source source_quantavirt;	       /* source_quantavirt.c */

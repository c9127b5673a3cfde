/* boot_files.h - the kernel and the initrd that a run boots. */
#pragma once
#include "common/error.h"
#include "host-tools/lib/spec.h"
#include "host-tools/vmrun/request.h"

/* Put their paths into the spec's machine: those of the command line; else its own, which start
 * from its folder; else those of the environment (GUEST_INIT_KERNEL, GUEST_INIT_INITRD); else those
 * beside this program: ../kernel/vmlinuz and ../initrd.img of a build tree, or
 * ../lib/guest-init/vmlinuz and initrd.img; for a machine of another architecture than this one's,
 * those of the folder ../ARCH or ../lib/guest-init/ARCH. spec: where the spec came from.
 * Returns 0 or a negative errno. */
int boot_files_find(const struct request *request, const struct spec_request *spec,
		    struct host *host, struct error *e);

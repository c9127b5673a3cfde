/* accelerator.h - whether this machine's KVM runs guests. */
#pragma once
#include "common/error.h"
#include "host-tools/lib/target.h"
#include "host-tools/vmrun/signals.h"

/* A machine can have a /dev/kvm that opens and then hangs every guest, so that KVM has to prove
 * itself: a guest with this kernel and initrd, and no disks, has to reach /init within five
 * seconds. What came of it is kept in XDG_CACHE_HOME or ~/.cache until the machine is booted again.
 * Returns 0 with *ret "kvm" or "tcg", a constant; -EINTR when a signal asked for the end; another
 * negative errno. */
int accelerator_choose(const struct machine *machine, const char *kernel, const char *initrd,
		       struct signals *signals, const char **ret, struct error *e);

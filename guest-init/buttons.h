/* buttons.h - the power button, whose drivers are loaded when there is time for it.
 *
 * Loading them costs several times what /init does by itself, so that a workload doesn't wait for
 * it: it is done when the boot has to wait for something, or else after the workload's start. */
#pragma once
#include "guest-init/boot.h"

/* Where the machine has a button, take it, or keep its drivers for later. Returns 0 or a negative
 * errno. */
int buttons_prepare(struct boot *b, struct error *e);

/* From here on no press is lost. What fails is noted; a second time nothing is left to do. */
void buttons_watch(struct boot *b);

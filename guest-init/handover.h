/* handover.h - PID 1 becomes the image's own init. */
#pragma once
#include "guest-init/boot.h"

/* Execute argv = entrypoint + cmd, /sbin/init when both are empty, in place of /init and as the
 * kernel starts an init: the console on 0, 1, 2, no other descriptor, no signal blocked, the
 * kernel's environment, and the config's.
 * Returns only on failure, with a negative errno: the record has the exit code then. */
int handover_exec(struct boot *b, struct error *e);

/* supervise.h - watch over the workload until it, and everything that it started, has ended. */
#pragma once
#include "common/error.h"
#include "guest-init/boot.h"

/* Returns when no process but PID 1 is left, with the workload's end in the record. All signals are
 * blocked, and the loop takes them.
 * Returns 0 or a negative errno, after which there may be processes left. */
int supervise(struct boot *b, struct error *e);

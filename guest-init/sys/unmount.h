/* unmount.h - leave every filesystem clean. */
#pragma once
#include <stdint.h>

#include "common/error.h"

/* How long unmounting may take before the VM is ended without it. */
#define UNMOUNT_MAX_S 30u

/* Unmount all that is mounted below "/", deepest first, except /dev, /proc and /sys themselves;
 * what holds a mount without a process is let go of (sys/holders.h). What won't go is remounted
 * read-only, which cleans it as well, and so is what it may stand on. Nothing else may be running.
 * deadline_ns: on CLOCK_MONOTONIC; nothing is unmounted after it, only remounted. A system call
 * that doesn't return is waited for nevertheless (end_guard.h).
 * lost: set when a filesystem couldn't be written, which unmounting it doesn't notice.
 * Returns 0; -EBUSY when a filesystem could neither be unmounted nor remounted, *e names it;
 * -ETIMEDOUT when the deadline left some read-only; another negative errno when the mounts can't be
 * listed. */
int unmount_all(uint64_t deadline_ns, struct error *lost, struct error *e);

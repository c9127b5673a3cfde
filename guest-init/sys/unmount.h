/* unmount.h - leave every filesystem clean. */
#pragma once
#include "common/error.h"

/* Unmount all that is mounted below "/", deepest first, except /dev, /proc and /sys themselves; what won't go
 * is remounted read-only, which cleans it as well. No other process may be running.
 * Returns 0; -EBUSY when a filesystem could neither be unmounted nor remounted, *e names it;
 * another negative errno when the mounts can't be listed. */
int unmount_all(struct error *e);

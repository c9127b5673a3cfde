/* holders.h - what keeps a filesystem busy without a process: swap files and loop devices. */
#pragma once
#include <stddef.h>

/* Switch all swapping off, and let go of the files behind all loop devices; a loop device that is
 * itself mounted goes with that mount. What can't be done is left.
 * Returns how many were let go. No other process may be running: swapped memory has to fit. */
size_t holders_release(void);

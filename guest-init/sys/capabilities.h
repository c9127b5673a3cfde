/* capabilities.h - what a process may do, whoever it runs as (capabilities(7)). */
#pragma once
#include <stdint.h>

/* Set bit for each capability by its number. */
#define CAPABILITY_BIT(number) (UINT64_C(1) << (number))

/* Take from the calling thread's bounding set all that isn't in set. Needs CAP_SETPCAP.
 * Async-signal-safe. Returns 0 or a negative errno. */
int capabilities_bound(uint64_t set);

/* Keep permitted capabilities when the thread stops being uid 0, up to the next execve(2).
 * Async-signal-safe. Returns 0 or a negative errno. */
int capabilities_keep(void);

/* Make the thread's permitted, effective, inheritable and ambient sets equal to set, of which what
 * the kernel doesn't know is left out. All of it must be permitted.
 * Async-signal-safe. Returns 0 or a negative errno. */
int capabilities_set(uint64_t set);

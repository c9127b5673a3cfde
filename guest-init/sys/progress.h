/* progress.h - whether a process that waits for disks gets anywhere. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

/* A number that stays the same as long as the process uses no processor, and no byte is read from
 * or written to any disk or server. */
uint64_t progress_of(pid_t pid);

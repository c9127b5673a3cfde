/* end_guard.h - a second process, which ends the VM when PID 1 hangs at the end.
 *
 * Theory of operation. A disk that no longer answers, or a server, keeps whoever unmounts it in
 * the kernel, for ever: no deadline of ours ends a system call. Slow is something else: where bytes
 * still flow, what was written is waited for, however long it takes. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

#define END_GUARD_PATIENCE_S 90u /* the host may take long over a flush, which shows no bytes */
#define END_GUARD_HANGS "a disk or a server doesn't answer: what was written last may be lost"

struct end_guard {
	unsigned patience_s; /* for how long nothing has to happen */
	/* What PID 1 doesn't come to do any more: write the record, in a process of its own, since
	 * that disk may hang as well. Then end the VM: doesn't return. */
	void (*tell)(void *data), (*end)(void *data);
	void *data;
};

/* Start it: nothing that is to be unmounted may be PID 1's root or open. SIGCHLD must be blocked.
 * Returns the process, or a negative errno: then there is none. */
pid_t end_guard_start(const struct end_guard *g);

/* The end is PID 1's own. guard: what end_guard_start() returned. */
void end_guard_stop(pid_t guard);

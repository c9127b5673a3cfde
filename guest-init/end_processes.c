/* end_processes.c - kill what is left, and wait for it. */
#include "guest-init/end_processes.h"

#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>

#include "guest-init/sys/clock.h"

#define KILL_TIMEOUT_NS (2 * NS_PER_S) /* a process in uninterruptible sleep may never go */

void end_processes(void)
{
	const uint64_t deadline_ns = clock_monotonic_ns() + KILL_TIMEOUT_NS;
	sigset_t ended;
	pid_t pid;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	kill(-1, SIGKILL);
	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0) {
		const uint64_t now_ns = clock_monotonic_ns();
		const struct timespec left = clock_left(now_ns, deadline_ns);

		if (now_ns >= deadline_ns)
			return;
		if (pid == 0) /* one that has come since the look is pending */
			sigtimedwait(&ended, NULL, &left);
	}
}

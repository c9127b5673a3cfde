/* end_processes.c - kill what is left, and wait for it. */
#include "guest-init/end_processes.h"

#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>

#include "guest-init/clock.h"

#define KILL_TIMEOUT_NS (2 * NS_PER_S) /* a process in uninterruptible sleep may never go */

void end_processes(void)
{
	const uint64_t deadline_ns = clock_monotonic_ns() + KILL_TIMEOUT_NS;
	uint64_t now_ns;
	sigset_t ended;
	pid_t pid;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	kill(-1, SIGKILL);
	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0) {
		struct timespec left;

		now_ns = clock_monotonic_ns();
		if (now_ns >= deadline_ns)
			return;
		left.tv_sec = (time_t)((deadline_ns - now_ns) / NS_PER_S);
		left.tv_nsec = (long)((deadline_ns - now_ns) % NS_PER_S);
		if (pid == 0) /* one that has come since the look is pending */
			sigtimedwait(&ended, NULL, &left);
	}
}

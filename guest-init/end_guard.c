/* end_guard.c - a second process, which ends the VM when PID 1 hangs at the end. */
#include "guest-init/end_guard.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "guest-init/log.h"
#include "guest-init/sys/progress.h"

#define TELL_S 5 /* for the record to be written */

/* Returns early for SIGCHLD only. */
static void wait_for_child(unsigned seconds)
{
	const struct timespec left = { .tv_sec = (time_t)seconds };
	sigset_t ended;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	sigtimedwait(&ended, NULL, &left);
}

static bool is_moving(pid_t pid, unsigned patience_s)
{
	const uint64_t before = progress_of(pid);

	wait_for_child(patience_s);
	return progress_of(pid) != before;
}

static void __attribute__((noreturn)) watch(const struct end_guard *g)
{
	const pid_t watched = getppid();

	while (is_moving(watched, g->patience_s))
		;
	log_error("%s", END_GUARD_HANGS);
	switch (fork()) {
	case -1:
		break;
	case 0:
		g->tell(g->data);
		_exit(0);
	default:
		wait_for_child(TELL_S);
	}
	g->end(g->data);
	_exit(0);
}

pid_t end_guard_start(const struct end_guard *g)
{
	pid_t pid = fork();

	if (pid == 0)
		watch(g);
	return pid < 0 ? -errno : pid;
}

void end_guard_stop(pid_t guard)
{
	if (guard > 0)
		kill(guard, SIGKILL);
}

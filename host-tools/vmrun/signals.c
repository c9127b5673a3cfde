/* signals.c - the signals that ask vmrun for something, taken from a descriptor. */
#include "host-tools/vmrun/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>

#include "common/cleanup.h"

static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH };

/* nohup(1) ignores SIGHUP, and means it. A script's background jobs have SIGINT and SIGQUIT ignored
 * as well, but whoever sends them one wants their end. */
static bool is_to_stay_ignored(int number)
{
	struct sigaction old;

	return number == SIGHUP && sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_IGN;
}

int signals_open(struct signals *s, struct error *e)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		if (!is_to_stay_ignored(taken[i]))
			sigaddset(&set, taken[i]);
	signal(SIGCHLD, SIG_DFL);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return error_set(e, errno, "cannot block signals: %m");
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return error_set(e, errno, "cannot make a signalfd: %m");
	*s = (struct signals){ .fd = fd };
	return 0;
}

void signals_take(struct signals *s)
{
	struct signalfd_siginfo info;

	while (read(s->fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGWINCH) {
			s->is_resized = true;
			continue;
		}
		if (!s->stops++)
			s->stop = (int)info.ssi_signo;
	}
}

void signals_close(struct signals *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -EBADF;
}

/* supervise.c - keep the workload company until it, and everything that it started, has ended.
 *
 * Theory of operation. All signals are blocked from the first instruction on and taken from one
 * descriptor, so that none is lost however early it comes. PID 1 is the only one who waits for
 * children: a process id is signalled only while its status hasn't been taken, so never a recycled
 * one. The stages follow each other in one direction:
 *
 *   RUNNING --stop--> STOPPING --deadline--> KILLING
 *      '---- workload ended ----> LEAVING --deadline--'
 *
 * STOPPING: the workload has its stop signal. LEAVING: what it left behind has SIGTERM. KILLING: all
 * have SIGKILL. It is over when there is no child left. */
#include "guest-init/supervise/supervise.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/clock.h"
#include "guest-init/log.h"

#define STOP_SIGNAL SIGTERM
#define STOP_TIMEOUT_S 10u /* for the workload, and again for what it leaves behind */
#define KILL_TIMEOUT_S 5u  /* a process in uninterruptible sleep may never go */

enum stage { STAGE_RUNNING, STAGE_STOPPING, STAGE_LEAVING, STAGE_KILLING, STAGE_OVER };

struct supervisor {
	struct boot *boot;
	enum stage stage;
	uint64_t deadline_ns; /* CLOCK_MONOTONIC; 0: none */
};

static void enter(struct supervisor *s, enum stage stage, unsigned timeout_s)
{
	s->stage = stage;
	s->deadline_ns = clock_monotonic_ns() + timeout_s * NS_PER_S;
}

static void kill_all(struct supervisor *s)
{
	kill(-1, SIGKILL);
	enter(s, STAGE_KILLING, KILL_TIMEOUT_S);
}

static void stop(struct supervisor *s)
{
	if (s->stage != STAGE_RUNNING)
		return;
	log_info("stopping the workload");
	kill(s->boot->workload, STOP_SIGNAL);
	enter(s, STAGE_STOPPING, STOP_TIMEOUT_S);
}

static void workload_ended(struct supervisor *s, int wait_status)
{
	record_exited(&s->boot->record, wait_status);
	s->boot->workload = 0;
	if (s->stage == STAGE_KILLING)
		return;
	kill(-1, SIGTERM);
	enter(s, STAGE_LEAVING, STOP_TIMEOUT_S);
}

/* Take the status of every child that has ended. SIGCHLDs merge into one, so one can mean many. */
static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == s->boot->workload)
			workload_ended(s, status);
	if (pid < 0 && errno == ECHILD)
		s->stage = STAGE_OVER;
}

static void handle(struct supervisor *s, const struct signalfd_siginfo *info)
{
	int number = (int)info->ssi_signo;

	switch (number) {
	case SIGCHLD:
		reap(s);
		break;
	case SIGTERM:
	case SIGINT: /* Ctrl-Alt-Del */
	case SIGPWR: /* the power is failing */
		stop(s);
		break;
	default:
		if (s->boot->workload)
			kill(s->boot->workload, number);
	}
}

static int take_signals(struct supervisor *s, int signal_fd, struct error *e)
{
	struct signalfd_siginfo infos[16];
	ssize_t n = read(signal_fd, infos, sizeof(infos));

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return error_set(e, errno, "cannot read signals: %m");
	for (ssize_t i = 0; i < n / (ssize_t)sizeof(*infos); i++)
		handle(s, &infos[i]);
	return 0;
}

static void deadline_passed(struct supervisor *s)
{
	if (s->stage != STAGE_KILLING) {
		kill_all(s);
		return;
	}
	log_error("some processes can't be killed, ignoring");
	s->stage = STAGE_OVER;
}

/* Wait for a signal or the deadline. Returns as ppoll(2). */
static int wait_for_event(const struct supervisor *s, int signal_fd)
{
	struct pollfd pollfd = { .fd = signal_fd, .events = POLLIN };
	struct timespec timeout = { 0 };
	uint64_t now;

	if (!s->deadline_ns)
		return ppoll(&pollfd, 1, NULL, NULL);
	now = clock_monotonic_ns();
	if (s->deadline_ns > now) {
		timeout.tv_sec = (time_t)((s->deadline_ns - now) / NS_PER_S);
		timeout.tv_nsec = (long)((s->deadline_ns - now) % NS_PER_S);
	}
	return ppoll(&pollfd, 1, &timeout, NULL);
}

int supervise(struct boot *b, const sigset_t *signals, struct error *e)
{
	struct supervisor s = { .boot = b, .stage = STAGE_RUNNING };
	auto_close int signal_fd = signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);

	if (signal_fd < 0)
		return error_set(e, errno, "cannot make a signalfd: %m");
	while (s.stage != STAGE_OVER) {
		int n = wait_for_event(&s, signal_fd);
		int r = 0;

		if (n < 0 && errno != EINTR)
			return error_set(e, errno, "cannot wait for events: %m");
		if (n == 0)
			deadline_passed(&s);
		else if (n > 0)
			r = take_signals(&s, signal_fd, e);
		if (r < 0)
			return r;
	}
	return 0;
}

/* events.c - what PID 1 waits for: signals, children, buttons, streams, DHCP, a deadline. */
#include "guest-init/supervise/events.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/clock.h"

int events_open(struct events *ret, const struct power_buttons *buttons, const struct boot *boot,
		struct error *e)
{
	auto_close int signal_fd = -EBADF, child_fd = -EBADF;
	sigset_t child, others;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigfillset(&others);
	sigdelset(&others, SIGCHLD);
	signal_fd = signalfd(-1, &others, SFD_CLOEXEC | SFD_NONBLOCK);
	child_fd = signal_fd < 0 ? -1 : signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	if (child_fd < 0)
		return error_set(e, errno, "cannot make a signalfd: %m");
	ret->boot = boot;
	ret->buttons = buttons;
	ret->signal_fd = take_fd(signal_fd);
	ret->child_fd = take_fd(child_fd);
	return 0;
}

/* NULL: for ever. */
static const struct timespec *time_left(uint64_t deadline_ns, struct timespec *left)
{
	if (!deadline_ns)
		return NULL;
	*left = clock_left(clock_monotonic_ns(), deadline_ns);
	return left;
}

/* In this order: the signals, the children, the buttons, the streams, the leases. */
#define FIRST_BUTTON 2u
#define MAX_FDS (FIRST_BUTTON + POWER_BUTTONS_MAX + STDIO_MAX_FDS + VMCONFIG_MAX_NETWORKS)

struct polled {
	struct pollfd fds[MAX_FDS];
	size_t streams, leases, count; /* where each kind begins */
};

static void list_fds(const struct events *events, bool for_children, struct polled *p)
{
	size_t n = FIRST_BUTTON;

	p->fds[0] = (struct pollfd){ .fd = events->signal_fd, .events = POLLIN };
	p->fds[1] = (struct pollfd){ .fd = for_children ? events->child_fd : -1, .events = POLLIN };
	for (size_t i = 0; i < events->buttons->count; i++)
		p->fds[n++] = (struct pollfd){ .fd = events->buttons->fds[i], .events = POLLIN };
	p->streams = n;
	if (events->boot)
		n += stdio_poll(&events->boot->stdio, p->fds + n);
	p->leases = n;
	if (events->boot)
		n += net_leases_poll(events->boot, p->fds + n, MAX_FDS - n);
	p->count = n;
}

static int what_happened(const struct events *events, const struct polled *p)
{
	int happened = (p->fds[0].revents ? EVENT_SIGNAL : 0) |
		       (p->fds[1].revents ? EVENT_CHILD : 0);

	for (size_t i = FIRST_BUTTON; i < p->count; i++) {
		if (!p->fds[i].revents)
			continue;
		if (i >= p->leases)
			happened |= EVENT_LEASE;
		else if (i >= p->streams)
			happened |= EVENT_STDIO;
		else if (power_button_was_pressed(events->buttons, i - FIRST_BUTTON))
			happened |= EVENT_POWER_BUTTON;
	}
	return happened;
}

int events_wait(const struct events *events, bool for_children, uint64_t deadline_ns,
		struct error *e)
{
	for (;;) {
		struct polled p;
		struct timespec left;
		int n, happened;

		list_fds(events, for_children, &p);
		n = ppoll(p.fds, p.count, time_left(deadline_ns, &left), NULL);
		happened = n > 0 ? what_happened(events, &p) : 0;
		if (n < 0 && errno != EINTR)
			return error_set(e, errno, "cannot wait for events: %m");
		if (n == 0 || happened)
			return happened;
	}
}

void events_take_child(const struct events *events)
{
	struct signalfd_siginfo info;

	(void)!read(events->child_fd, &info, sizeof(info)); /* at most one is pending */
}

int events_take_signals(const struct events *events,
			struct signalfd_siginfo ret[static EVENTS_MAX_SIGNALS], struct error *e)
{
	ssize_t n = read(events->signal_fd, ret, EVENTS_MAX_SIGNALS * sizeof(*ret));

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return error_set(e, errno, "cannot read signals: %m");
	return n < 0 ? 0 : (int)((size_t)n / sizeof(*ret));
}

bool events_is_stop(int signal_number)
{
	return signal_number == SIGTERM || signal_number == SIGINT || signal_number == SIGPWR;
}

void events_release(struct events *events)
{
	close(events->signal_fd);
	close(events->child_fd);
}

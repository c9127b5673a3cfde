/* session.c - one virtual machine, from its start to its end. */
#include "host-tools/vmrun/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "common/cleanup.h"
#include "host-tools/lib/retry.h"
#include "host-tools/vmrun/clock.h"

#define BUTTON_PERIOD_US (500 * US_PER_MS)
/* From the workload's end, or from the end of the time that it has to stop, to the power-off: the
 * guest gives whoever doesn't end two seconds, and unmounting half a minute. */
#define SHUTDOWN_US (60 * US_PER_S)

struct ends { /* of QEMU */
	int null_fd, output_fd, messages_fd, streams_fd, monitor_fd;
};

static void close_ends(struct ends *ends)
{
	const int fds[] = { ends->null_fd, ends->output_fd, ends->messages_fd, ends->streams_fd,
			    ends->monitor_fd };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int make_pipe(int *ret_read, int *ret_write)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0 || fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	*ret_read = fds[0];
	*ret_write = fds[1];
	return 0;
}

static int make_socket(int *ret_own, int *ret_other)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	*ret_own = fds[0];
	*ret_other = fds[1];
	return 0;
}

static int make_lines(struct session *s, struct ends *ends)
{
	int r;

	ends->null_fd = RETRY(open("/dev/null", O_RDWR | O_CLOEXEC));
	if (ends->null_fd < 0)
		return -errno;
	r = make_pipe(&s->console.fd, &ends->output_fd);
	if (r == 0)
		r = make_pipe(&s->messages.fd, &ends->messages_fd);
	if (r == 0)
		r = make_socket(&s->streams.fd, &ends->streams_fd);
	return r == 0 ? make_socket(&s->monitor.fd, &ends->monitor_fd) : r;
}

static int start(struct session *s, struct error *e)
{
	struct ends ends = { -EBADF, -EBADF, -EBADF, -EBADF, -EBADF };
	int r = make_lines(s, &ends);

	if (r < 0) {
		error_set(e, -r, "cannot make QEMU's descriptors: %m");
	} else {
		const int fds[] = {
			ends.null_fd, ends.output_fd, ends.messages_fd,
			[SESSION_STREAMS_FD] = ends.streams_fd,
			[SESSION_MONITOR_FD] = ends.monitor_fd,
		};

		r = child_start(s->request->argv->items, fds, ARRAY_SIZE(fds), &s->qemu, e);
	}
	close_ends(&ends);
	s->start_us = clock_us();
	return r;
}

static void kill_machine(struct session *s, enum session_cause cause)
{
	if (s->cause == CAUSE_NONE)
		s->cause = cause;
	if (s->qemu.pid) {
		s->status = child_kill(&s->qemu);
		s->exit_us = clock_us();
	}
	s->is_killed = true;
}

static void stop(struct session *s, enum session_cause cause)
{
	if (s->is_stopping || s->is_killed)
		return;
	s->is_stopping = true;
	s->cause = cause;
	s->button_at_us = clock_us();
	s->kill_at_us = s->button_at_us + s->request->stop_timeout_s * US_PER_S + SHUTDOWN_US;
}

static void handle_signals(struct session *s)
{
	struct signals *signals = s->request->signals;

	signals_take(signals);
	if (signals->is_resized)
		streams_resize(&s->streams);
	signals->is_resized = false;
	if (signals->stops > 1)
		kill_machine(s, CAUSE_SIGNAL);
	else if (signals->stops)
		stop(s, CAUSE_SIGNAL);
}

/* Only while the workload can read it: before and after that a Ctrl-C is a signal to us, the one
 * way out of a boot or a shutdown that hangs. */
static void lend_terminal(struct session *s)
{
	if (s->request->is_terminal && s->streams.is_started && !s->streams.is_ended && s->qemu.pid)
		terminal_make_raw(&s->terminal);
	else
		terminal_restore(&s->terminal);
}

static void handle_streams(struct session *s)
{
	bool was_ended = s->streams.is_ended;

	streams_handle(&s->streams);
	if (s->streams.is_broken)
		kill_machine(s, CAUSE_NONSENSE);
	if (s->streams.is_asked_out)
		kill_machine(s, CAUSE_ESCAPE);
	if (s->streams.output_error)
		stop(s, CAUSE_OUTPUT);
	if (s->streams.is_ended && !was_ended && !s->request->is_held && !s->kill_at_us)
		s->kill_at_us = clock_us() + SHUTDOWN_US;
}

static void handle_console(struct session *s)
{
	int r = console_handle(&s->console);

	console_handle(&s->messages);
	if (r < 0 && !s->request->has_streams) {
		s->streams.output_error = r;
		stop(s, CAUSE_OUTPUT);
	}
}

static void handle_monitor(struct session *s)
{
	monitor_handle(&s->monitor);
	if (!s->monitor.is_ready || s->is_ready)
		return;
	s->is_ready = true;
	if (s->request->is_started)
		s->request->is_started(s->request->context);
}

struct deadline {
	uint64_t at_us; /* 0: none */
	void (*passed)(struct session *s);
};

static void boot_time_is_over(struct session *s)
{
	kill_machine(s, CAUSE_BOOT_TIMEOUT);
}

static void time_is_over(struct session *s)
{
	stop(s, CAUSE_TIMEOUT);
}

static void stop_time_is_over(struct session *s)
{
	kill_machine(s, CAUSE_NONE);
}

static void press_button(struct session *s)
{
	monitor_press_power_button(&s->monitor);
	s->button_at_us = clock_us() + BUTTON_PERIOD_US;
}

#define DEADLINES 4

static void list_deadlines(const struct session *s, struct deadline ret[static DEADLINES])
{
	const struct session_request *r = s->request;
	bool boots = r->has_streams && r->boot_timeout_s && !s->streams.is_started;
	bool runs = r->timeout_s && !s->is_stopping;
	uint64_t booted_at_us = s->start_us + r->boot_timeout_s * US_PER_S;
	uint64_t over_at_us = s->start_us + r->timeout_s * US_PER_S;

	ret[0] = (struct deadline){ boots ? booted_at_us : 0, boot_time_is_over };
	ret[1] = (struct deadline){ runs ? over_at_us : 0, time_is_over };
	ret[2] = (struct deadline){ s->kill_at_us, stop_time_is_over };
	ret[3] = (struct deadline){ s->button_at_us, press_button };
}

static void handle_deadlines(struct session *s)
{
	struct deadline deadlines[DEADLINES];

	list_deadlines(s, deadlines);
	for (size_t i = 0; i < DEADLINES; i++)
		if (deadlines[i].at_us && deadlines[i].at_us <= clock_us() && s->qemu.pid)
			deadlines[i].passed(s);
}

/* In ms, for poll(2). */
static int time_left(const struct session *s)
{
	struct deadline deadlines[DEADLINES];
	uint64_t first = 0, now = clock_us();

	list_deadlines(s, deadlines);
	for (size_t i = 0; i < DEADLINES; i++)
		if (deadlines[i].at_us && (!first || deadlines[i].at_us < first))
			first = deadlines[i].at_us;
	if (!first || !s->qemu.pid)
		return -1;
	return first > now ? (int)((first - now) / US_PER_MS) + 1 : 0;
}

#define OWN_FDS 5

static void wait_for_event(const struct session *s)
{
	struct pollfd fds[OWN_FDS + STREAMS_MAX_FDS] = {
		{ .fd = s->request->signals->fd, .events = POLLIN },
		{ .fd = s->qemu.pid_fd, .events = POLLIN },
		{ .fd = s->monitor.fd, .events = POLLIN },
		console_poll(&s->console),
		console_poll(&s->messages),
	};

	poll(fds, OWN_FDS + streams_poll(&s->streams, fds + OWN_FDS), time_left(s));
}

static void look_after_qemu(struct session *s)
{
	struct pollfd fd = { .fd = s->qemu.pid_fd, .events = POLLIN };

	if (!s->qemu.pid || poll(&fd, 1, 0) <= 0)
		return;
	s->status = child_wait(&s->qemu);
	s->exit_us = clock_us();
}

/* A second signal doesn't wait for whoever reads our output. */
static bool is_over(const struct session *s)
{
	return !s->qemu.pid &&
	       (s->request->signals->stops > 1 || s->cause == CAUSE_ESCAPE ||
		(console_is_over(&s->console) && console_is_over(&s->messages) &&
		 streams_is_over(&s->streams)));
}

static void loop(struct session *s)
{
	while (!is_over(s)) {
		wait_for_event(s);
		handle_signals(s);
		handle_streams(s);
		handle_console(s);
		handle_monitor(s);
		look_after_qemu(s);
		lend_terminal(s);
		handle_deadlines(s);
	}
}

static void close_lines(struct session *s)
{
	const int fds[] = { s->console.fd, s->messages.fd, s->streams.fd, s->monitor.fd };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static void choose_outlets(struct session *s)
{
	const struct session_request *r = s->request;

	s->console.log_fd = r->log_fd;
	if (!r->has_streams)
		s->console.show_fd = STDOUT_FILENO;
	else if (r->is_verbose)
		s->console.show_fd = s->messages.show_fd = STDERR_FILENO;
	s->streams.takes_input = r->takes_input;
	s->streams.is_terminal = r->is_terminal;
}

int session_run(struct session *s, const struct session_request *request, struct error *e)
{
	int r;

	*s = (struct session){
		.request = request, .qemu = CHILD_INIT, .console = CONSOLE_INIT,
		.messages = CONSOLE_INIT, .monitor = MONITOR_INIT, .streams = STREAMS_INIT,
	};
	choose_outlets(s);
	r = start(s, e);
	if (r == 0) {
		monitor_begin(&s->monitor);
		loop(s);
	}
	terminal_restore(&s->terminal);
	child_kill(&s->qemu);
	close_lines(s);
	return r;
}

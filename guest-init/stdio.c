/* stdio.c - the workload's standard streams, between it and the host's port guest-init.stdio. */
#include "guest-init/stdio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/tty.h"
#include "guest-init/sys/virtio_port.h"

#define MAX_FRAMES 64u /* in a round: an endless writer doesn't hold up the other events */

/* A terminal's input doesn't end; a Ctrl-D is the user's to type. */
static void end_input(struct stdio *s)
{
	if (s->sink_fd >= 0 && !s->is_terminal)
		close(take_fd(s->sink_fd));
}

/* The port is gone, or what comes from it makes no sense. */
static void lose_host(struct stdio *s)
{
	close(take_fd(s->port_fd));
	s->out_size = s->out_done = 0;
	end_input(s);
	s->is_over = true;
}

static void put_frame(struct stdio *s, enum frame_kind kind, size_t len)
{
	frame_put_header(s->out, kind, len);
	s->out_size = FRAME_HEADER_SIZE + len;
	s->out_done = 0;
}

static void put_clock(struct stdio *s, enum frame_kind kind)
{
	uint64_t now_us = clock_boottime_us();

	frame_put_number(s->out + FRAME_HEADER_SIZE, now_us, sizeof(now_us));
	put_frame(s, kind, sizeof(now_us));
}

/* Take the next piece of output as the frame to send, of the sources by turns. Returns false when
 * there is none. */
static bool fill_out(struct stdio *s)
{
	for (size_t i = 0; i < s->source_count; i++) {
		const struct stdio_source *source = &s->sources[s->turn++ % s->source_count];
		ssize_t n = read(source->fd, s->out + FRAME_HEADER_SIZE, FRAME_MAX_PAYLOAD);

		if (n <= 0)
			continue;
		if (s->port_fd >= 0)
			put_frame(s, source->kind, (size_t)n);
		return true;
	}
	return false;
}

/* Returns false when the host takes no more until it has read. */
static bool flush_out(struct stdio *s)
{
	while (s->out_done < s->out_size) {
		ssize_t n = write(s->port_fd, s->out + s->out_done, s->out_size - s->out_done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			lose_host(s);
		if (n < 0)
			return s->port_fd < 0;
		s->out_done += (size_t)n;
	}
	return true;
}

static void handle_out(struct stdio *s)
{
	for (unsigned i = 0; i < MAX_FRAMES; i++) {
		if (!flush_out(s))
			return;
		if (fill_out(s))
			continue;
		if (s->stage != STDIO_DRAINING || s->port_fd < 0)
			return;
		put_clock(s, FRAME_END);
		s->stage = STDIO_ENDED;
	}
}

static void resize(const struct stdio *s, const struct frame *f)
{
	struct winsize size;

	if (!s->is_terminal || f->len != 4)
		return;
	size = (struct winsize){ .ws_row = (unsigned short)frame_get_number(f->payload, 2),
				 .ws_col = (unsigned short)frame_get_number(f->payload + 2, 2) };
	ioctl(s->sources[0].fd, TIOCSWINSZ, &size); /* tells the foreground process group as well */
}

/* Returns false when the workload takes no more until it has read. */
static bool give_input(struct stdio *s, const struct frame *f)
{
	while (s->in_done < f->len && s->sink_fd >= 0 && s->stage == STDIO_RUNNING) {
		ssize_t n = write(s->sink_fd, f->payload + s->in_done, f->len - s->in_done);

		if (n < 0 && errno == EAGAIN)
			return false;
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			s->in_done += (size_t)n;
	}
	s->in_done = 0;
	return true;
}

/* Returns false when the frame has to wait. */
static bool take_frame(struct stdio *s, const struct frame *f)
{
	switch (f->kind) {
	case FRAME_START:
		s->is_started = true;
		return true;
	case FRAME_STDIN:
		return give_input(s, f);
	case FRAME_STDIN_END:
		end_input(s);
		return true;
	case FRAME_WINDOW_SIZE:
		resize(s, f);
		return true;
	case FRAME_END:
		s->is_over = s->stage == STDIO_ENDED;
		return true;
	default:
		return true;
	}
}

static int take_frames(struct stdio *s)
{
	struct frame f;
	int r;

	while ((r = frame_buffer_front(s->in, &f)) > 0 && take_frame(s, &f))
		frame_buffer_drop(s->in);
	return r;
}

static void handle_in(struct stdio *s)
{
	for (unsigned i = 0; i < MAX_FRAMES && s->port_fd >= 0; i++) {
		unsigned char *room;
		size_t size;
		ssize_t n;

		if (take_frames(s) < 0) {
			lose_host(s);
			return;
		}
		size = frame_buffer_room(s->in, &room);
		n = size ? read(s->port_fd, room, size) : 0;
		if (n <= 0)
			return;
		s->in->used += (size_t)n;
	}
}

void stdio_handle(struct stdio *s)
{
	struct pollfd port = { .fd = s->port_fd };

	if (!stdio_is_open(s))
		return;
	if (s->port_fd >= 0 && poll(&port, 1, 0) > 0 && port.revents)
		lose_host(s); /* nothing was asked for: it has hung up */
	handle_in(s);
	handle_out(s);
}

void stdio_end(struct stdio *s)
{
	s->stage = STDIO_DRAINING;
	stdio_handle(s);
}

bool stdio_is_over(const struct stdio *s)
{
	return s->is_over || !stdio_is_open(s);
}

size_t stdio_poll(const struct stdio *s, struct pollfd fds[static STDIO_MAX_FDS])
{
	bool is_sending = s->out_done < s->out_size, is_held_up;
	struct frame front;
	size_t n = 0;

	if (!stdio_is_open(s))
		return 0;
	is_held_up = frame_buffer_front(s->in, &front) > 0;
	if (s->port_fd >= 0)
		fds[n++] = (struct pollfd){ .fd = s->port_fd,
					    .events = (short)((is_sending ? POLLOUT : 0) |
							      (is_held_up ? 0 : POLLIN)) };
	if (is_held_up && s->sink_fd >= 0)
		fds[n++] = (struct pollfd){ .fd = s->sink_fd, .events = POLLOUT };
	for (size_t i = 0; !is_sending && i < s->source_count; i++)
		fds[n++] = (struct pollfd){ .fd = s->sources[i].fd, .events = POLLIN };
	return n;
}

static int set_nonblocking(int fd)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

/* Our ends alone never wait: O_NONBLOCK belongs to an end of a pipe, not to the pipe. */
static int open_pipes(struct stdio *s)
{
	int in[2], out[2], err[2];

	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
		return -errno;
	s->sink_fd = in[1];
	s->sources[0] = (struct stdio_source){ out[0], FRAME_STDOUT };
	s->sources[1] = (struct stdio_source){ err[0], FRAME_STDERR };
	s->source_count = 2;
	memcpy(s->ends, (const int[]){ in[0], out[1], err[1] }, sizeof(s->ends));
	return set_nonblocking(in[1]) < 0 || set_nonblocking(out[0]) < 0 ||
	       set_nonblocking(err[0]) < 0 ? -errno : 0;
}

static int open_terminal(struct stdio *s)
{
	int master, slave, r = tty_open_pair(&master, &slave);

	if (r < 0)
		return r;
	s->is_terminal = true;
	s->sink_fd = master;
	s->sources[0] = (struct stdio_source){ master, FRAME_STDOUT };
	s->source_count = 1;
	memcpy(s->ends, (const int[]){ slave, slave, slave }, sizeof(s->ends));
	return set_nonblocking(master);
}

static int time_left_ms(uint64_t deadline_ns)
{
	uint64_t now = clock_monotonic_ns();

	return now < deadline_ns ? (int)((deadline_ns - now) / NS_PER_MS) + 1 : 0;
}

/* A port that the host hasn't connected yet hangs up all the time, which poll(2) would report over
 * and over; edges tell when that changes. */
static int wait_for_host(struct stdio *s, uint64_t deadline_ns)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
	auto_close int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	int left_ms;

	if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, s->port_fd, &event) < 0)
		return -errno;
	put_clock(s, FRAME_HELLO);
	while ((left_ms = time_left_ms(deadline_ns)) > 0) {
		if (epoll_wait(epoll_fd, &event, 1, left_ms) < 0 && errno != EINTR)
			return -errno;
		if (flush_out(s))
			handle_in(s);
		if (s->port_fd < 0)
			return -EPROTO;
		if (s->is_started)
			return 0;
	}
	return -ETIMEDOUT;
}

int stdio_open(struct stdio *s, bool is_terminal, uint64_t deadline_ns, struct error *e)
{
	int r = virtio_port_wait(FRAME_PORT, O_RDWR, deadline_ns, e);

	if (r < 0)
		return r;
	s->port_fd = r;
	s->in = calloc(1, sizeof(*s->in));
	s->out = calloc(1, FRAME_MAX_SIZE);
	if (!s->in || !s->out)
		return error_set(e, ENOMEM, "cannot make the workload's streams: %m");
	r = is_terminal ? open_terminal(s) : open_pipes(s);
	if (r < 0)
		return error_set(e, -r, "cannot make the workload's streams: %m");
	r = wait_for_host(s, deadline_ns);
	if (r < 0)
		return error_set(e, -r, "the host doesn't answer on the port " FRAME_PORT ": %m");
	return 0;
}

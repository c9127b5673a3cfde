/* streams.c - the workload's standard streams, between the guest's port and our own. */
#include "host-tools/vmrun/streams.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "host-tools/vmrun/clock.h"
#include "host-tools/vmrun/outlet.h"
#include "host-tools/vmrun/terminal.h"

#define MAX_FRAMES 64u /* in a round: an endless writer doesn't hold up the signals */
#define ESCAPE 0x1d /* Ctrl-] */
#define ESCAPES 3u
#define ESCAPE_TIME_US US_PER_S

static void put_frame(struct streams *s, enum frame_kind kind, size_t len)
{
	frame_put_header(s->out, kind, len);
	s->out_size = FRAME_HEADER_SIZE + len;
	s->out_done = 0;
}

/* Three escapes within a second, as systemd-nspawn(1) has it. */
static void look_for_escapes(struct streams *s, const unsigned char *bytes, size_t len)
{
	uint64_t now = clock_us();

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != ESCAPE) {
			s->escapes = 0;
			continue;
		}
		if (!s->escapes || now - s->escape_at_us > ESCAPE_TIME_US) {
			s->escapes = 0;
			s->escape_at_us = now;
		}
		if (++s->escapes == ESCAPES)
			s->is_asked_out = true;
	}
}

/* Returns false when there is nothing to read. */
static bool read_input(struct streams *s)
{
	unsigned char *payload = s->out + FRAME_HEADER_SIZE;
	ssize_t n;

	if (!s->takes_input || !outlet_is_ready(STDIN_FILENO, POLLIN))
		return false;
	n = read(STDIN_FILENO, payload, FRAME_MAX_PAYLOAD);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (n <= 0) {
		s->takes_input = false;
		put_frame(s, FRAME_STDIN_END, 0);
		return true;
	}
	if (s->is_terminal)
		look_for_escapes(s, payload, (size_t)n);
	put_frame(s, FRAME_STDIN, (size_t)n);
	return true;
}

static bool put_size(struct streams *s)
{
	unsigned char *payload = s->out + FRAME_HEADER_SIZE;
	uint16_t rows, columns;

	s->owes_size = false;
	if (!s->is_terminal || !terminal_size(&rows, &columns))
		return false;
	frame_put_number(payload, rows, sizeof(rows));
	frame_put_number(payload + sizeof(rows), columns, sizeof(columns));
	put_frame(s, FRAME_WINDOW_SIZE, sizeof(rows) + sizeof(columns));
	return true;
}

/* Take the next frame to send, what the guest waits for first. Returns false when there is none. */
static bool fill_out(struct streams *s)
{
	struct {
		bool *owed;
		enum frame_kind kind;
	} const debts[] = {
		{ &s->owes_end, FRAME_END },
		{ &s->owes_start, FRAME_START },
		{ &s->owes_input_end, FRAME_STDIN_END },
	};

	if (!s->is_started)
		return false;
	if (s->owes_size && put_size(s))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(debts); i++)
		if (*debts[i].owed) {
			*debts[i].owed = false;
			put_frame(s, debts[i].kind, 0);
			return true;
		}
	return !s->is_ended && read_input(s);
}

static void lose_guest(struct streams *s)
{
	close(take_fd(s->fd));
	s->out_size = s->out_done = 0;
}

/* Whether to try again what failed so: a guest that was given up for it would wait for ever. */
static bool is_passing(int err)
{
	return err == EAGAIN || err == EINTR || err == ENOMEM;
}

static void handle_out(struct streams *s)
{
	for (unsigned i = 0; i < MAX_FRAMES && s->fd >= 0; i++) {
		ssize_t n;

		if (s->out_done == s->out_size && !fill_out(s))
			return;
		n = send(s->fd, s->out + s->out_done, s->out_size - s->out_done,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && !is_passing(errno))
			s->out_done = s->out_size; /* what it has sent is still to be read */
		if (n < 0)
			return;
		s->out_done += (size_t)n;
	}
}

static uint64_t clock_of(const struct frame *f)
{
	return f->len == sizeof(uint64_t) ? frame_get_number(f->payload, sizeof(uint64_t)) : 0;
}

static void guest_began(struct streams *s, const struct frame *f)
{
	if (s->is_started)
		return;
	s->is_started = true;
	s->hello_us = clock_of(f);
	s->hello_at_us = clock_us();
	s->owes_size = s->owes_start = true;
	s->owes_input_end = !s->takes_input;
}

/* Returns false when our output takes no more until it is read. After an error it is dropped. */
static bool write_output(struct streams *s, int fd, const struct frame *f)
{
	while (s->in_done < f->len && !s->output_error) {
		ssize_t n = outlet_write(fd, f->payload + s->in_done, f->len - s->in_done);

		if (n == 0)
			return false;
		if (n < 0)
			s->output_error = (int)n;
		else
			s->in_done += (size_t)n;
	}
	s->in_done = 0;
	return true;
}

/* Returns false when the frame has to wait. */
static bool take_frame(struct streams *s, const struct frame *f)
{
	switch (f->kind) {
	case FRAME_HELLO:
		guest_began(s, f);
		return true;
	case FRAME_STDOUT:
		return write_output(s, STDOUT_FILENO, f);
	case FRAME_STDERR:
		return write_output(s, STDERR_FILENO, f);
	case FRAME_END:
		s->is_ended = s->owes_end = true;
		s->end_us = clock_of(f);
		return true;
	default:
		return true;
	}
}

static int take_frames(struct streams *s)
{
	struct frame f;
	int r;

	while ((r = frame_buffer_front(&s->in, &f)) > 0 && take_frame(s, &f))
		frame_buffer_drop(&s->in);
	return r;
}

static void handle_in(struct streams *s)
{
	for (unsigned i = 0; i < MAX_FRAMES; i++) {
		unsigned char *room;
		size_t size;
		ssize_t n;

		if (take_frames(s) < 0) {
			s->is_broken = true;
			s->in.used = 0;
			if (s->fd >= 0)
				lose_guest(s);
		}
		size = frame_buffer_room(&s->in, &room);
		if (s->fd < 0 || !size)
			return;
		n = recv(s->fd, room, size, MSG_DONTWAIT);
		if (n < 0 && is_passing(errno))
			return;
		if (n <= 0)
			lose_guest(s);
		else
			s->in.used += (size_t)n;
	}
}

void streams_handle(struct streams *s)
{
	handle_in(s);
	handle_out(s);
}

void streams_resize(struct streams *s)
{
	s->owes_size = true;
}

size_t streams_poll(const struct streams *s, struct pollfd fds[static STREAMS_MAX_FDS])
{
	bool is_sending = s->out_done < s->out_size;
	struct frame front;
	size_t n = 0;

	if (frame_buffer_front(&s->in, &front) > 0)
		fds[n++] = (struct pollfd){
			.fd = front.kind == FRAME_STDERR ? STDERR_FILENO : STDOUT_FILENO,
			.events = POLLOUT,
		};
	else if (s->fd >= 0)
		fds[n++] = (struct pollfd){ .fd = s->fd, .events = POLLIN };
	if (s->fd >= 0 && is_sending)
		fds[n++] = (struct pollfd){ .fd = s->fd, .events = POLLOUT };
	else if (s->fd >= 0 && s->is_started && !s->is_ended && s->takes_input)
		fds[n++] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	return n;
}

bool streams_is_over(const struct streams *s)
{
	struct frame front;

	return s->fd < 0 && frame_buffer_front(&s->in, &front) <= 0;
}

/* stdio.h - the workload's standard streams, between it and the host's port guest-init.stdio.
 *
 * Theory of operation. The workload has pipes, or a pseudo-terminal; a port of its own would let
 * nobody open /dev/stdout a second time. PID 1 carries bytes between them and the port, in frames
 * (common/stdio_frame.h): one frame at a time each way, so that whoever is slow holds up the other
 * end and nothing is kept in between. /init keeps the workload's ends open too: for a restart.
 *
 * The owner of the event loop polls what stdio_poll() gives it, and calls stdio_handle() whenever
 * it wakes. A host that goes away isn't waited for: the workload's output is dropped from then on,
 * and its input ends. */
#pragma once
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/stdio_frame.h"

#define STDIO_MAX_FDS 4u /* of stdio_poll() */

struct stdio_source { /* the workload's output */
	int fd;
	enum frame_kind kind;
};

struct stdio {
	int port_fd; /* -EBADF: there is none, or the host is gone */
	int ends[3]; /* the workload's own: its 0, 1 and 2 */
	struct stdio_source sources[2];
	size_t source_count;
	size_t turn; /* whose turn it is, counted on and on */
	int sink_fd; /* where the workload's input goes; -EBADF: it has ended */
	bool is_terminal, is_started, is_over;
	enum { STDIO_RUNNING, STDIO_DRAINING, STDIO_ENDED } stage;
	struct frame_buffer *in;   /* never freed, like out */
	size_t in_done;            /* bytes of the front frame's payload that the workload has */
	unsigned char *out;        /* a frame, of FRAME_MAX_SIZE bytes at most */
	size_t out_size, out_done; /* bytes of it: in all, and that the host has */
};

#define STDIO_INIT { .port_fd = -EBADF, .ends = { -EBADF, -EBADF, -EBADF }, .sink_fd = -EBADF }

/* Find the port, and wait until the host says that it is ready. is_terminal: the workload gets a
 * terminal. deadline_ns: on CLOCK_MONOTONIC.
 * Returns 0 or a negative errno. Blocks only in epoll_wait(2) and ppoll(2). */
int stdio_open(struct stdio *s, bool is_terminal, uint64_t deadline_ns, struct error *e);

/* Whether the workload's streams are these; stays so when the host goes away. */
static inline bool stdio_is_open(const struct stdio *s)
{
	return s->ends[0] >= 0;
}

/* Write the descriptors to poll. Returns how many. */
size_t stdio_poll(const struct stdio *s, struct pollfd fds[static STDIO_MAX_FDS]);

/* Carry what can be carried. Never waits. */
void stdio_handle(struct stdio *s);

/* Nobody writes any more: what is still in the pipes goes to the host, then the end is told. */
void stdio_end(struct stdio *s);

/* Whether the host has all of it, or is gone. */
bool stdio_is_over(const struct stdio *s);

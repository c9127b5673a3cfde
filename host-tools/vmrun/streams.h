/* streams.h - the workload's standard streams, between the guest's port and our own.
 *
 * The host's side of common/stdio_frame.h. One frame at a time is held each way: who reads our
 * standard output slowly slows the workload down, and nothing is dropped. The guest isn't trusted:
 * what is no frame ends the connection. */
#pragma once
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/stdio_frame.h"

#define STREAMS_MAX_FDS 2u

struct streams {
	int fd; /* our end of the port's socket; -EBADF: there is none, or the guest is gone */
	bool takes_input, is_terminal;
	bool is_started, is_ended; /* the guest said hello, and the end */
	bool is_broken;		   /* it said nonsense */
	bool is_asked_out;	   /* the user typed the way out of a terminal */
	int output_error;	   /* negative errno of our own output; 0: none */
	uint64_t hello_us, end_us; /* by the guest's clock: since its kernel's start */
	uint64_t hello_at_us;	   /* by ours: CLOCK_MONOTONIC */
	bool owes_start, owes_size, owes_input_end, owes_end;
	struct frame_buffer in;
	size_t in_done; /* bytes of the front frame that are written */
	unsigned char out[FRAME_MAX_SIZE];
	size_t out_size, out_done;
	unsigned escapes;      /* typed in a row */
	uint64_t escape_at_us; /* the first of them */
};

#define STREAMS_INIT { .fd = -EBADF }

/* Write the descriptors to poll. Returns how many. */
size_t streams_poll(const struct streams *s, struct pollfd fds[static STREAMS_MAX_FDS]);

/* Carry what can be carried. Never waits. */
void streams_handle(struct streams *s);

/* The terminal has another size. */
void streams_resize(struct streams *s);

/* Whether all that came is written. */
bool streams_is_over(const struct streams *s);

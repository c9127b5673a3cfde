/* stdio_frame.h - the workload's standard streams over one byte stream to the host, in frames.
 *
 * A frame is a header of eight bytes, little endian, and its payload: the kind, three bytes that
 * are zero, the payload's length as 32 bits. The guest begins with FRAME_HELLO; the host, once it
 * is ready, answers FRAME_START, and the workload is started. When nothing of the workload is left,
 * the guest says FRAME_END behind its last output; the host answers the same once it has all of it,
 * and only then does the guest go on to power off. A frame of a kind that the receiver doesn't know
 * is passed over. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define FRAME_PORT "guest-init.stdio" /* the virtio-serial port's name */
#define FRAME_HEADER_SIZE 8u	      /* bytes */
#define FRAME_MAX_PAYLOAD 16376u      /* bytes: a frame is at most 16 KiB */
#define FRAME_MAX_SIZE (FRAME_HEADER_SIZE + FRAME_MAX_PAYLOAD)

enum frame_kind {
	/* guest to host */
	FRAME_HELLO = 'h',  /* uint64_t: µs since the kernel's start */
	FRAME_STDOUT = 'o', /* bytes */
	FRAME_STDERR = 'e', /* bytes; with a terminal, everything is stdout */
	/* host to guest */
	FRAME_START = 's',	 /* nothing */
	FRAME_STDIN = 'i',	 /* bytes */
	FRAME_STDIN_END = 'c',	 /* nothing: the workload's input ends here */
	FRAME_WINDOW_SIZE = 'w', /* two uint16_t: rows, columns */
	/* both ways */
	FRAME_END = 'x', /* from the guest: uint64_t, as in FRAME_HELLO */
};

struct frame {
	int kind;
	const unsigned char *payload;
	size_t len;
};

/* Write a frame's header for a payload of len bytes, at most FRAME_MAX_PAYLOAD. */
void frame_put_header(unsigned char ret[static FRAME_HEADER_SIZE], enum frame_kind kind,
		      size_t len);

/* Little-endian numbers of a payload. size: bytes, at most 8. */
void frame_put_number(unsigned char *ret, uint64_t value, size_t size);
uint64_t frame_get_number(const unsigned char *bytes, size_t size);

/* What arrives, until frames are made of it. Received bytes go to frame_buffer_room(). */
struct frame_buffer {
	size_t used;
	unsigned char bytes[FRAME_MAX_SIZE];
};

/* Where to put bytes, and how many at most; 0 while a whole frame fills the buffer. */
size_t frame_buffer_room(struct frame_buffer *b, unsigned char **ret);

/* The frame at the front. Returns 1 and the frame, whose payload is the buffer's; 0 when it isn't
 * whole yet; -EBADMSG for what can't be a frame. */
int frame_buffer_front(const struct frame_buffer *b, struct frame *ret);

/* Drop the frame at the front, which must be whole. */
void frame_buffer_drop(struct frame_buffer *b);

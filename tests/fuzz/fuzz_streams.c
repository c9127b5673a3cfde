/* fuzz_streams.c - what a guest sends in place of its workload's streams: all of the output that is
 * well framed comes out, once and in order, whatever the pieces it arrives in; nonsense ends the
 * connection.
 *
 * Input: how large the pieces are, less one, then the guest's bytes. Our own output, which is stood
 * in for (-Wl,--wrap), takes now all of a piece, now half, now nothing. */
#include <sys/socket.h>
#include <unistd.h>

#include "host-tools/vmrun/outlet.h"
#include "host-tools/vmrun/streams.h"
#include "tests/fuzz/input.h"

#define MAX_INPUT 4096u /* bytes, as in run.sh */

struct output {
	size_t size;
	unsigned char bytes[MAX_INPUT];
};

struct story {
	struct output output[2]; /* standard output, standard error */
	bool is_started, is_ended, is_broken;
};

static struct output written[2];
static unsigned writes;

static void append(struct output *o, const void *bytes, size_t len)
{
	assert(len <= sizeof(o->bytes) - o->size);
	memcpy(o->bytes + o->size, bytes, len);
	o->size += len;
}

ssize_t __wrap_outlet_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_outlet_write(int fd, const void *bytes, size_t len)
{
	unsigned how = writes++ % 3;
	size_t n = how == 0 ? len : how == 1 ? (len + 1) / 2 : 0;

	assert(fd == STDOUT_FILENO || fd == STDERR_FILENO);
	append(&written[fd == STDERR_FILENO], bytes, n);
	return (ssize_t)n;
}

/* What the bytes say when they are read as one piece. */
static void tell(const uint8_t *data, size_t size, struct story *ret)
{
	while (size >= FRAME_HEADER_SIZE) {
		size_t len = (size_t)frame_get_number(data + 4, 4);

		ret->is_broken = data[1] || data[2] || data[3] || len > FRAME_MAX_PAYLOAD;
		if (ret->is_broken || len > size - FRAME_HEADER_SIZE)
			return;
		ret->is_started |= data[0] == FRAME_HELLO;
		ret->is_ended |= data[0] == FRAME_END;
		if (data[0] == FRAME_STDOUT || data[0] == FRAME_STDERR)
			append(&ret->output[data[0] == FRAME_STDERR], data + FRAME_HEADER_SIZE,
			       len);
		data += FRAME_HEADER_SIZE + len;
		size -= FRAME_HEADER_SIZE + len;
	}
}

static void receive(struct streams *s, int guest_fd, const uint8_t *data, size_t size, size_t piece)
{
	while (size) {
		size_t n = piece < size ? piece : size;

		if (send(guest_fd, data, n, MSG_NOSIGNAL) < 0)
			break; /* it was hung up on */
		streams_handle(s);
		data += n;
		size -= n;
	}
	close(guest_fd);
	for (unsigned rounds = 0; !streams_is_over(s); rounds++) {
		assert(rounds < MAX_INPUT);
		streams_handle(s);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct streams s;
	static struct story story;
	int fds[2];

	if (!size || size > MAX_INPUT)
		return 0;
	memset(written, 0, sizeof(written));
	memset(&story, 0, sizeof(story));
	writes = 0;
	assert(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
	s = (struct streams){ .fd = fds[0] };
	receive(&s, fds[1], data + 1, size - 1, data[0] + 1u);

	tell(data + 1, size - 1, &story);
	assert(s.is_started == story.is_started && s.is_ended == story.is_ended &&
	       s.is_broken == story.is_broken && !s.output_error);
	for (unsigned i = 0; i < 2; i++)
		assert(written[i].size == story.output[i].size &&
		       !memcmp(written[i].bytes, story.output[i].bytes, written[i].size));
	return 0;
}

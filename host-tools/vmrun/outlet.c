/* outlet.c - write to our own standard output and error without ever waiting for their reader. */
#include "host-tools/vmrun/outlet.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

bool outlet_is_ready(int fd, short events)
{
	struct pollfd pfd = { .fd = fd, .events = events };

	return poll(&pfd, 1, 0) > 0;
}

/* A pipe that poll(2) calls writable has room for PIPE_BUF bytes (pipe(7)). */
ssize_t outlet_write(int fd, const void *bytes, size_t len)
{
	ssize_t n;

	if (!outlet_is_ready(fd, POLLOUT))
		return 0;
	n = write(fd, bytes, len < PIPE_BUF ? len : PIPE_BUF);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return -errno;
	return n < 0 ? 0 : n;
}

/* console.c - what comes from the guest's console and from QEMU itself: shown, kept, or both. */
#include "host-tools/vmrun/console.h"

#include <errno.h>

#include "common/cleanup.h"
#include "host-tools/vmrun/outlet.h"

struct pollfd console_poll(const struct console *c)
{
	if (c->shown < c->used)
		return (struct pollfd){ .fd = c->show_fd, .events = POLLOUT };
	return (struct pollfd){ .fd = c->fd, .events = POLLIN };
}

static int show(struct console *c)
{
	while (c->shown < c->used) {
		ssize_t n = outlet_write(c->show_fd, c->bytes + c->shown, c->used - c->shown);

		if (n < 0) {
			c->show_fd = -EBADF;
			c->shown = c->used;
			return (int)n;
		}
		if (n == 0)
			break;
		c->shown += (size_t)n;
	}
	return 0;
}

static void take(struct console *c, size_t len)
{
	ssize_t ignored;

	tail_add(&c->tail, c->bytes, len);
	c->used = len;
	c->shown = c->show_fd < 0 ? len : 0;
	if (c->log_fd >= 0) {
		ignored = write(c->log_fd, c->bytes, len);
		(void)ignored; /* a copy: the run doesn't depend on it */
	}
}

int console_handle(struct console *c)
{
	for (;;) {
		int r = show(c);
		ssize_t n;

		if (r < 0)
			return r;
		if (c->shown < c->used || c->fd < 0)
			return 0;
		n = read(c->fd, c->bytes, sizeof(c->bytes));
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return 0;
		if (n <= 0)
			close(take_fd(c->fd));
		else
			take(c, (size_t)n);
	}
}

bool console_is_over(const struct console *c)
{
	return c->fd < 0 && c->shown == c->used;
}

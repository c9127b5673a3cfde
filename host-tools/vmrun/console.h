/* console.h - what comes from the guest's console and from QEMU itself: shown, kept, or both. */
#pragma once
#include <poll.h>
#include <stdbool.h>

#include "host-tools/vmrun/tail.h"

struct console {
	int fd;	     /* to read from, non-blocking; -EBADF: it has ended */
	int show_fd; /* where it is shown; -EBADF: nowhere */
	int log_fd;  /* a file that takes all of it; -EBADF: none */
	struct tail tail;
	size_t used, shown; /* of bytes */
	char bytes[4096];
};

#define CONSOLE_INIT { .fd = -EBADF, .show_fd = -EBADF, .log_fd = -EBADF }

/* What to poll for it; a descriptor below 0 once it has ended and all of it is shown. */
struct pollfd console_poll(const struct console *c);

/* Carry what can be carried. Never waits. Returns 0, or a negative errno when what is to be shown
 * can't be; the rest is then only kept. */
int console_handle(struct console *c);

/* Whether it has ended, and all of it is shown. */
bool console_is_over(const struct console *c);

/* signals.h - the signals that ask vmrun for something, taken from a descriptor. */
#pragma once
#include <stdbool.h>

#include "common/error.h"

struct signals {
	int fd;
	int stop;	 /* the first signal that asked for the end; 0: none */
	unsigned stops;	 /* how many have */
	bool is_resized; /* the terminal's size has changed; for its reader to clear */
};

#define SIGNALS_INIT { .fd = -EBADF }

/* Block SIGINT, SIGTERM, SIGHUP (unless it is ignored), SIGQUIT and SIGWINCH, and take them from a
 * descriptor from now on. SIGCHLD gets its default: where it is ignored, children leave no status.
 * Returns 0 or a negative errno. */
int signals_open(struct signals *s, struct error *e);

/* Take what is pending, without waiting. */
void signals_take(struct signals *s);

/* Close the descriptor; the signals stay blocked. */
void signals_close(struct signals *s);

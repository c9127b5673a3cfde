/* events.h - what PID 1 waits for: signals, children, buttons, streams, DHCP, a deadline. */
#pragma once
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/signalfd.h>

#include "common/error.h"
#include "guest-init/boot.h"
#include "guest-init/sys/power_button.h"

struct events {
	const struct boot *boot; /* whose leases are kept, and streams; NULL: nobody's */
	const struct power_buttons *buttons;
	int signal_fd; /* all but SIGCHLD */
	int child_fd;  /* SIGCHLD */
};

enum event {
	EVENT_SIGNAL = 1 << 0,
	EVENT_POWER_BUTTON = 1 << 1, /* it was pressed */
	EVENT_LEASE = 1 << 2,
	EVENT_CHILD = 1 << 3, /* one or more children have ended */
	EVENT_STDIO = 1 << 4,
};

#define EVENTS_MAX_SIGNALS 16u

/* buttons: have to outlive it. boot: whose leases are kept, and streams; may be NULL. All signals
 * must be blocked. Returns 0 or a negative errno, with nothing to release. */
int events_open(struct events *ret, const struct power_buttons *buttons, const struct boot *boot,
		struct error *e);

/* Wait until something happens. for_children: whether EVENT_CHILD, too, ends the wait.
 * deadline_ns: on CLOCK_MONOTONIC; 0: none.
 * Returns an OR of enum event, 0 at the deadline, or a negative errno. */
int events_wait(const struct events *events, bool for_children, uint64_t deadline_ns,
		struct error *e);

/* From here on, a child that ends is an EVENT_CHILD again. */
void events_take_child(const struct events *events);

/* Take pending signals, but for SIGCHLD, without waiting.
 * Returns how many, or a negative errno. */
int events_take_signals(const struct events *events,
			struct signalfd_siginfo ret[static EVENTS_MAX_SIGNALS], struct error *e);

/* Whether a signal asks the VM to stop: SIGTERM, SIGINT (Ctrl-Alt-Del), SIGPWR. */
bool events_is_stop(int signal_number);

void events_release(struct events *events);

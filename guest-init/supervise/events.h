/* events.h - what PID 1 waits for: signals, the power button, DHCP servers, a point in time. */
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
	const struct boot *boot; /* whose leases are kept; NULL: nobody's */
	const struct power_buttons *buttons;
	int signal_fd;
};

enum event {
	EVENT_SIGNAL = 1 << 0,
	EVENT_POWER_BUTTON = 1 << 1, /* it was pressed */
	EVENT_LEASE = 1 << 2,
};

#define EVENTS_MAX_SIGNALS 16u

/* buttons: have to outlive it. boot: whose leases are kept; may be NULL. All signals must be blocked.
 * Returns 0 or a negative errno, with nothing to release. */
int events_open(struct events *ret, const struct power_buttons *buttons, const struct boot *boot,
		struct error *e);

/* Wait until something happens. deadline_ns: on CLOCK_MONOTONIC; 0: none.
 * Returns an OR of enum event, 0 at the deadline, or a negative errno. */
int events_wait(const struct events *events, uint64_t deadline_ns, struct error *e);

/* Take signals that are pending, without waiting. Returns how many, or a negative errno. */
int events_take_signals(const struct events *events,
			struct signalfd_siginfo ret[static EVENTS_MAX_SIGNALS], struct error *e);

/* Whether a signal asks the VM to stop: SIGTERM, SIGINT (Ctrl-Alt-Del), SIGPWR. */
bool events_is_stop(int signal_number);

void events_release(struct events *events);

/* monitor.h - QEMU's monitor (QMP), as far as a run needs it. */
#pragma once
#include <stdbool.h>

struct monitor {
	int fd;	       /* our end of a socket; -EBADF: QEMU has closed it */
	bool is_ready; /* QEMU has answered: it has opened all its files, and runs */
};

#define MONITOR_INIT { .fd = -EBADF }

/* Begin to speak with QEMU, which may not have been started yet. */
void monitor_begin(struct monitor *m);

/* Press the guest's power button. A guest that isn't listening yet doesn't hear it. */
void monitor_press_power_button(struct monitor *m);

/* Take what QEMU says. Never waits. */
void monitor_handle(struct monitor *m);

/* monitor.c - QEMU's monitor (QMP), as far as a run needs it. */
#include "host-tools/vmrun/monitor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "common/cleanup.h"

/* A command that doesn't go out is no loss: QEMU is about to end, or is asked again. */
static void say(struct monitor *m, const char *command)
{
	if (m->fd >= 0 && send(m->fd, command, strlen(command), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		errno = 0;
}

void monitor_begin(struct monitor *m)
{
	say(m, "{\"execute\":\"qmp_capabilities\"}\n");
}

void monitor_press_power_button(struct monitor *m)
{
	say(m, "{\"execute\":\"system_powerdown\"}\n");
}

/* Commands are answered by QEMU's main loop, which begins once the machine is complete. Nothing
 * that the guest can make QEMU say contains this word. */
#define ANSWER "\"return\""

void monitor_handle(struct monitor *m)
{
	char text[4096];
	ssize_t n;

	while (m->fd >= 0 && (n = recv(m->fd, text, sizeof(text), MSG_DONTWAIT)) >= 0) {
		if (n == 0)
			close(take_fd(m->fd));
		else if (memmem(text, (size_t)n, ANSWER, strlen(ANSWER)))
			m->is_ready = true;
	}
}

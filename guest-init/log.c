/* log.c - what /init says, and where. */
#include "guest-init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"

#define LINE_SIZE 1024

static struct {
	enum log_level level;
	const char *phase;
	int console_fd, kmsg_fd;
} state = { .level = LOG_LEVEL_ERROR, .phase = "start", .console_fd = -EBADF, .kmsg_fd = -EBADF };

void log_open(void)
{
	/* Non-blocking: a console that nobody reads must not hold up the boot. */
	if (state.console_fd < 0)
		state.console_fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (state.kmsg_fd < 0)
		state.kmsg_fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
}

void log_set_level(enum log_level level)
{
	state.level = level;
}

void log_set_phase(const char *phase)
{
	state.phase = phase;
}

const char *log_phase(void)
{
	return state.phase;
}

/* One write a line, so that lines of the workload don't mix into it. */
static void put(int fd, const char *prefix, const char *text)
{
	char line[LINE_SIZE + 64];
	int n = snprintf(line, sizeof(line), "%sguest-init: %s: %s\n", prefix, state.phase, text);
	ssize_t ignored;

	ignored = write(fd, line, (size_t)n);
	(void)ignored; /* there is nowhere left to complain */
}

void log_write(enum log_level level, const char *fmt, ...)
{
	int saved = errno;
	char text[LINE_SIZE];
	va_list ap;

	if (level > state.level)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	text_one_line(text);
	if (state.console_fd >= 0)
		put(state.console_fd, "", text);
	/* Facility daemon, level debug: the kernel keeps it, and doesn't print it to the console,
	 * where it already is. */
	if (state.kmsg_fd >= 0)
		put(state.kmsg_fd, "<31>", text);
	errno = saved;
}

/* log.c - what /init says, and where. */
#include "guest-init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "common/text.h"

#define LINE_SIZE 896 /* with its NUL; /dev/kmsg refuses a line that is longer than 976 bytes */
#define MAX_WAITS 8u /* for a line, of WAIT_MS at most each */
#define WAIT_MS 50

static struct {
	enum log_level level;
	const char *phase;
	int console_fd, kmsg_fd;
	bool is_stuck; /* the console took nothing for a while: it isn't waited for again */
} state = { .level = LOG_LEVEL_ERROR, .phase = "start", .console_fd = -EBADF, .kmsg_fd = -EBADF };

/* Anew where it is open: in its place there may be another, and the kernel's log takes ten lines in
 * five seconds from each who has opened it (kernel.printk_devkmsg). */
static void reopen(int *fd, const char *path, int flags)
{
	int newer = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC | flags);

	if (newer < 0)
		return;
	if (*fd >= 0)
		close(*fd);
	*fd = newer;
}

void log_open(void)
{
	/* Non-blocking: a console that nobody reads must not hold up the boot. */
	reopen(&state.console_fd, "/dev/console", O_NONBLOCK);
	reopen(&state.kmsg_fd, "/dev/kmsg", 0);
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

/* As one write where the console takes it, so that lines of the workload don't mix into it. One
 * that is slow gets a little time; nobody is there to hear of a line that is lost. */
static void put(int fd, const char *prefix, const char *text)
{
	char line[LINE_SIZE + 64];
	int len = snprintf(line, sizeof(line), "%sguest-init: %s: %s\n", prefix, state.phase, text);
	const char *at = line;
	unsigned waits = 0;

	while (len > 0) {
		struct pollfd slow = { .fd = fd, .events = POLLOUT };
		ssize_t n = write(fd, at, (size_t)len);

		if (n > 0) {
			at += n;
			len -= (int)n;
			continue;
		}
		if (n == 0 || errno != EAGAIN || state.is_stuck)
			return;
		state.is_stuck = waits++ == MAX_WAITS || poll(&slow, 1, WAIT_MS) <= 0;
	}
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

/* fake_qemu.c - what vmrun takes for QEMU with a guest in it: says hello, notes the end, and is
 * gone.
 *
 * It plays the other side of the streams (descriptor 3) and of the monitor (4). When vmrun is no
 * longer there it goes on for ever, as a guest would: it has to be ended. */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/end_record.h"
#include "common/stdio_frame.h"

#define STREAMS_FD 3
#define MONITOR_FD 4
#define STATUS_OFFSET (12 * 1024) /* where mkconfigdisk puts /status */
#define CONFIG_NAME "config.img"

static int open_config(char **argv)
{
	for (; *argv; argv++) {
		char *begin = strstr(*argv, "file="), *name = strstr(*argv, CONFIG_NAME);

		if (!begin || !name)
			continue;
		name[strlen(CONFIG_NAME)] = '\0';
		return open(begin + strlen("file="), O_WRONLY | O_CLOEXEC);
	}
	errx(1, "no " CONFIG_NAME);
}

static void say(enum frame_kind kind, const void *payload, size_t size)
{
	unsigned char frame[FRAME_HEADER_SIZE + 8] = { 0 };

	frame_put_header(frame, kind, size);
	memcpy(frame + FRAME_HEADER_SIZE, payload, size);
	if (write(STREAMS_FD, frame, FRAME_HEADER_SIZE + size) < 0)
		warn("streams");
}

static void __attribute__((noreturn)) end(int config_fd, int exit_code)
{
	char block[END_RECORD_SIZE] = "";

	snprintf(block, sizeof(block),
		 "{\"version\":1,\"state\":\"exited\",\"exit_code\":%d,\"boot_id\":\"x\"}",
		 exit_code);
	if (pwrite(config_fd, block, sizeof(block), STATUS_OFFSET) != sizeof(block))
		err(1, CONFIG_NAME);
	exit(0);
}

/* Returns false at the other side's end. */
static bool listen_to_host(int config_fd)
{
	static const uint64_t time = 0;
	unsigned char frame[FRAME_HEADER_SIZE];
	ssize_t n = read(STREAMS_FD, frame, sizeof(frame)); /* the host's words are headers only */

	if (n == sizeof(frame) && frame[0] == FRAME_START) {
		say(FRAME_STDOUT, "hello\n", 6);
		say(FRAME_END, &time, sizeof(time));
	}
	if (n == sizeof(frame) && frame[0] == FRAME_END)
		end(config_fd, 0);
	return n > 0;
}

static bool listen_to_monitor(int config_fd)
{
	static const char answer[] = "{\"return\": {}}\r\n";
	char text[4096] = "";
	ssize_t n = read(MONITOR_FD, text, sizeof(text) - 1);

	if (n > 0 && strstr(text, "system_powerdown"))
		end(config_fd, 128 + SIGTERM);
	if (n > 0 && write(MONITOR_FD, answer, strlen(answer)) < 0)
		warn("monitor");
	return n > 0;
}

int main(int argc, char **argv)
{
	static const uint64_t time = 0;
	int config_fd = open_config(argv + (argc > 0));
	struct pollfd fds[] = { { STREAMS_FD, POLLIN, 0 }, { MONITOR_FD, POLLIN, 0 } };

	say(FRAME_HELLO, &time, sizeof(time));
	for (;;) {
		poll(fds, 2, -1);
		if (fds[0].revents && !listen_to_host(config_fd))
			fds[0].fd = -1;
		if (fds[1].revents && !listen_to_monitor(config_fd))
			fds[1].fd = -1;
	}
}

/* idle.c - do nothing, and see whether PID 1 does. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"

/* How often PID 1 has gone to sleep. */
static long count_sleeps(void)
{
	static const char key[] = "\nvoluntary_ctxt_switches:";
	auto_free char *text = read_whole("/proc/1/status", NULL);
	const char *line = text ? strstr(text, key) : NULL;

	if (!line)
		errx(1, "/proc/1/status has no %s", key);
	return strtol(line + strlen(key), NULL, 10);
}

int cmd_idle(int argc, char **argv)
{
	unsigned seconds = (unsigned)argument_number(argv[1], 86400);
	long before = count_sleeps();
	struct json_out o;

	(void)argc;
	sleep(seconds);
	json_begin(&o, "idle");
	json_number(&o, "wakeups", count_sleeps() - before);
	return json_end(&o);
}

/* signals.c - send signals to PID 1, which is to pass them on. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <signal.h>
#include <time.h>

/* One at a time, so that each is known to have come: signals that wait merge into one.
 * Returns how many came back. */
static unsigned long exchange(int number, unsigned long count)
{
	const struct timespec patience = { .tv_sec = 5 };
	sigset_t set;

	if (sigemptyset(&set) < 0 || sigaddset(&set, number) < 0 ||
	    sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		err(1, "signal %d", number);
	for (unsigned long i = 0; i < count; i++) {
		if (kill(1, number) < 0)
			err(1, "kill");
		if (sigtimedwait(&set, NULL, &patience) != number)
			return i;
	}
	return count;
}

int cmd_signals(int argc, char **argv)
{
	unsigned long count = argument_number(argv[1], 1000000);
	unsigned long asked = 0, acknowledged = 0;
	long long start = now_us();
	struct json_out o;

	for (int i = 2; i < argc; i++) {
		asked += count;
		acknowledged += exchange((int)argument_number(argv[i], 64), count);
	}
	json_begin(&o, "signals");
	json_number(&o, "asked", (long long)asked);
	json_number(&o, "acknowledged", (long long)acknowledged);
	json_number(&o, "us", now_us() - start);
	return json_end(&o);
}

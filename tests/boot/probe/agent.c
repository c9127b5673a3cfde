/* agent.c - the probe as the guest's agent: it says who it is, dies once, and then stays. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/cleanup.h"

#define LIVES "/run/agent" /* a line a life */

int cmd_agent(int argc, char **argv)
{
	auto_free char *oom = read_whole("/proc/self/oom_score_adj", NULL);
	auto_free char *before = read_whole(LIVES, NULL);
	char program[PATH_MAX] = "";
	FILE *file = fopen(LIVES, "a");

	(void)argc;
	(void)argv;
	if (!file || readlink("/proc/self/exe", program, sizeof(program) - 1) < 0)
		err(1, LIVES);
	fprintf(file, "%d %s\n", oom ? atoi(oom) : 0, program);
	if (fclose(file) != 0 || !before)
		return 1;
	signal(SIGTERM, SIG_IGN);
	for (;;)
		pause();
}

/* fork_bomb.c - processes that make more of themselves, for as long as they are let. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <signal.h>
#include <unistd.h>

int cmd_fork_bomb(int argc, char **argv)
{
	unsigned seconds = (unsigned)argument_number(argv[1], 60);
	pid_t pid;

	(void)argc;
	signal(SIGTERM, SIG_IGN);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		for (;;)
			fork(); /* who is refused, tries again */
	sleep(seconds);
	return 5;
}

/* endings.c - the ways in which workloads end, or don't. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int cmd_exit(int argc, char **argv)
{
	(void)argc;
	return (int)argument_number(argv[1], 255);
}

int cmd_kill(int argc, char **argv)
{
	int signal_number = (int)argument_number(argv[1], 64);

	(void)argc;
	signal(signal_number, SIG_DFL);
	raise(signal_number);
	errx(1, "survived signal %d", signal_number);
}

int cmd_sleep(int argc, char **argv)
{
	(void)argc;
	sleep((unsigned)argument_number(argv[1], 86400));
	return 0;
}

int cmd_ignore_term(int argc, char **argv)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	return cmd_sleep(argc, argv);
}

int cmd_daemon(int argc, char **argv)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid > 0)
		return 0;
	setsid();
	if (argc > 1 && open(argv[1], O_WRONLY | O_CREAT, 0644) < 0)
		err(1, "%s", argv[1]);
	for (;;)
		pause();
}

int cmd_memhog(int argc, char **argv)
{
	size_t len = argument_number(argv[1], 1ul << 20) << 20;
	unsigned char *memory = malloc(len);

	(void)argc;
	if (!memory)
		err(1, "malloc");
	for (size_t i = 0; i < len; i += 4096)
		((volatile unsigned char *)memory)[i] = 1;
	free(memory);
	return 0;
}

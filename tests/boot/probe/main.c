/* main.c - probe, the payload of the boot tests: the table of its sub-commands.
 *
 * It tells what a workload sees, as one JSON object a line, and does to the guest what workloads
 * do. Static, so that it runs in any root. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/cleanup.h"
#include "tests/boot/probe/probe.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	int min_args, max_args;
	const char *help;
};

static const struct command commands[] = {
	{ "report", cmd_report, 0, 100, "[FILE...]: all there is to see, and what the files hold" },
	{ "env-sum", cmd_env_sum, 0, 0, ": count and cksum of the sorted environment" },
	{ "exit", cmd_exit, 1, 1, "N: exit with status N" },
	{ "kill", cmd_kill, 1, 1, "N: die by signal N" },
	{ "sleep", cmd_sleep, 1, 1, "SECONDS" },
	{ "ignore-term", cmd_ignore_term, 1, 1, "SECONDS: sleep, whatever is asked politely" },
	{ "daemon", cmd_daemon, 0, 1, "[FILE]: leave a process behind, which holds FILE open" },
	{ "in-flight", cmd_in_flight, 1, 1, "FILE: leave it open in a socket that nobody reads" },
	{ "signals", cmd_signals, 2, 20, "N SIGNAL...: N of each to PID 1, which sends it back" },
	{ "orphans", cmd_orphans, 1, 1, "N: let N orphans die at once, count the zombies left" },
	{ "idle", cmd_idle, 1, 1, "SECONDS: do nothing, and see whether PID 1 does" },
	{ "fork-bomb", cmd_fork_bomb, 1, 1, "SECONDS: until then, and leave it behind" },
	{ "container", cmd_container, 2, 20, "DIR PROGRAM [ARG...]: in a container, kept in DIR" },
	{ "map", cmd_map, 2, 2, "NAME DEVICE: make all of the block device a mapped one" },
	{ "memhog", cmd_memhog, 1, 1, "MIB: use so much memory" },
	{ "write", cmd_write, 2, 3, "FILE BYTES [nosync]: write a pattern" },
	{ "sum", cmd_sum, 1, 1, "FILE: its length and cksum" },
	{ "tcp", cmd_tcp, 3, 3, "IP PORT TEXT: send a line, print the answer" },
	{ "acknowledge", cmd_acknowledge, 2, 2, "DIR N: check what is there, add N records" },
	{ "recycled", cmd_recycled, 1, 1,
	  "FILE: give this process's id to another, which signals PID 1; say what it got" },
};

static int usage(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(stderr, "probe %s %s\n", commands[i].name, commands[i].help);
	return 2;
}

long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

unsigned long argument_number(const char *text, unsigned long max)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || n > max)
		errx(2, "'%s' is not a number from 0 to %lu", text, max);
	return n;
}

int main(int argc, char **argv)
{
	int args = argc - 2;

	if (strcmp(argv[0], "guest-agent") == 0)
		return cmd_agent(argc, argv);
	if (args < 0)
		return usage();
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *c = &commands[i];

		if (strcmp(argv[1], c->name) == 0 && args >= c->min_args && args <= c->max_args)
			return c->run(argc - 1, argv + 1);
	}
	return usage();
}

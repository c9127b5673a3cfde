/* recycled.c - the process id of a workload that has ended gets to somebody else. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/cleanup.h"

/* clone3() gives the id that is asked for once it is free: when PID 1 has reaped its owner. */
static pid_t fork_with_id(pid_t id)
{
	struct clone_args args = {
		.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&id, .set_tid_size = 1,
	};
	long pid;

	while ((pid = syscall(SYS_clone3, &args, sizeof(args))) < 0 && errno == EEXIST)
		usleep(1000);
	if (pid < 0)
		err(1, "clone3");
	return (pid_t)pid;
}

static void write_number(const char *path, long number)
{
	FILE *f = fopen(path, "we");

	if (!f || fprintf(f, "%ld\n", number) < 0 || fclose(f) != 0)
		err(1, "%s", path);
}

/* With the workload's id: what PID 1 passes on to it stays pending. */
static void impersonate(const char *path)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0 || kill(1, SIGUSR1) < 0)
		err(1, "SIGUSR1");
	write_number(path, getpid());
	for (;;)
		pause();
}

/* Out of the workload's session, whose id can't be taken while it has members, and out of its
 * cgroup, which is killed when it is started again. */
static void wait_for_id(pid_t workload, const char *path)
{
	setsid();
	write_number("/sys/fs/cgroup/cgroup.procs", 0);
	if (fork_with_id(workload) == 0)
		impersonate(path);
	for (;;)
		pause();
}

static int tell(const char *id)
{
	char path[64];
	auto_free char *status = NULL;
	const char *pending;
	struct json_out o;

	snprintf(path, sizeof(path), "/proc/%.*s/status", (int)strcspn(id, "\n"), id);
	status = read_whole(path, NULL);
	pending = status ? strstr(status, "ShdPnd:\t") : NULL;
	json_begin(&o, "recycled");
	json_number(&o, "is_alive", pending != NULL);
	json_number(&o, "was_signalled", pending && strspn(pending + 8, "0") != 16);
	return json_end(&o);
}

int cmd_recycled(int argc, char **argv)
{
	auto_free char *id = read_whole(argv[1], NULL);
	pid_t workload = getpid(), pid;

	(void)argc;
	if (id)
		return tell(id);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		wait_for_id(workload, argv[1]);
	return 1;
}

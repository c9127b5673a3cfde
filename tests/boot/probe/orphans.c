/* orphans.c - let many orphans die at once, and see whether anyone reaps them. */
#include "tests/boot/probe/probe.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"

#define ZOMBIES_WAIT_MS 10000

/* Processes whose state is Z, in the whole guest. */
static int count_zombies(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	int n = 0;

	if (!dir)
		err(1, "/proc");
	while ((d = readdir(dir))) {
		char path[sizeof(d->d_name) + sizeof("/proc//stat")];
		auto_free char *text = NULL;
		const char *state;

		snprintf(path, sizeof(path), "/proc/%s/stat", d->d_name);
		text = d->d_name[0] >= '0' && d->d_name[0] <= '9' ? read_whole(path, NULL) : NULL;
		state = text ? strrchr(text, ')') : NULL; /* the name before it may hold anything */
		if (state && state[1] == ' ' && state[2] == 'Z')
			n++;
	}
	closedir(dir);
	return n;
}

/* Children of a process that is gone, which end when the write end of the pipe closes.
 * pids: memory that a child shares. */
static void make_orphans(unsigned long n, pid_t *pids, const int gate[2])
{
	pid_t middle = fork();
	int status;
	char byte;

	if (middle < 0)
		err(1, "fork");
	if (middle > 0) {
		if (waitpid(middle, &status, 0) < 0 || status != 0)
			errx(1, "cannot make %lu orphans", n);
		return;
	}
	close(gate[1]);
	while (n-- > 0) {
		pid_t pid = fork();

		if (pid < 0)
			_exit(1);
		if (pid == 0)
			_exit(read(gate[0], &byte, 1) == 0 ? 0 : 1);
		pids[n] = pid;
	}
	_exit(0);
}

/* Until no id of theirs is taken, not even by a zombie. */
static void wait_for_reaper(unsigned long n, const pid_t *pids, long long deadline_us)
{
	while (n > 0 && now_us() < deadline_us)
		if (kill(pids[n - 1], 0) < 0 && errno == ESRCH)
			n--;
		else
			usleep(1000);
}

int cmd_orphans(int argc, char **argv)
{
	unsigned long n = argument_number(argv[1], 100000);
	pid_t *pids = mmap(NULL, n * sizeof(*pids), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct json_out o;
	long long start, us;
	int gate[2];

	(void)argc;
	if (pids == MAP_FAILED || pipe2(gate, O_CLOEXEC) < 0)
		err(1, "cannot make %lu orphans", n);
	make_orphans(n, pids, gate);
	start = now_us();
	close(gate[1]);
	wait_for_reaper(n, pids, start + ZOMBIES_WAIT_MS * 1000LL);
	us = now_us() - start;
	json_begin(&o, "orphans");
	json_number(&o, "asked", (long long)n);
	json_number(&o, "zombies", count_zombies());
	json_number(&o, "us", us);
	return json_end(&o);
}

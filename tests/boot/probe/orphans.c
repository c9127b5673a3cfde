/* orphans.c - let many orphans die at once, and see whether anyone reaps them. */
#include "tests/boot/probe/probe.h"

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/cleanup.h"

#define ZOMBIES_WAIT_MS 10000

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

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

/* Children of a process that is gone, which end when the write end of the pipe closes. */
static void make_orphans(unsigned long n, const int gate[2])
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
	}
	_exit(0);
}

int cmd_orphans(int argc, char **argv)
{
	unsigned long n = argument_number(argv[1], 100000);
	struct json_out o;
	long long start;
	int gate[2];
	int left;

	(void)argc;
	if (pipe2(gate, O_CLOEXEC) < 0)
		err(1, "pipe");
	make_orphans(n, gate);
	start = now_us();
	close(gate[1]);
	do {
		usleep(1000);
		left = count_zombies();
	} while (left > 0 && now_us() - start < ZOMBIES_WAIT_MS * 1000LL);
	json_begin(&o, "orphans");
	json_number(&o, "asked", (long long)n);
	json_number(&o, "zombies", left);
	json_number(&o, "us", now_us() - start);
	return json_end(&o);
}

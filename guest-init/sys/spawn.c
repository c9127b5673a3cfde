/* spawn.c - start a program in a new session, and learn why it couldn't be started.
 *
 * Between fork() and execve() only async-signal-safe calls happen, on memory that was made ready
 * before. A pipe that execve() closes carries the step that failed, and its errno. */
#include "guest-init/sys/spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"

enum step { STEP_SESSION, STEP_DESCRIPTORS, STEP_LIMITS, STEP_WORKDIR, STEP_EXEC, STEP_COUNT };

static const char *const step_names[] = {
	[STEP_SESSION] = "make a session for",
	[STEP_DESCRIPTORS] = "open the descriptors of",
	[STEP_LIMITS] = "set the limits of",
	[STEP_WORKDIR] = "enter the working directory of",
	[STEP_EXEC] = "run",
};
static_assert(ARRAY_SIZE(step_names) == STEP_COUNT, "a name for each step");

struct failure {
	int step, err;
};

/* Every signal at its default, none blocked: what a program may expect (signal(7)). */
static void reset_signals(void)
{
	sigset_t none;

	for (int n = 1; n < NSIG; n++)
		signal(n, SIG_DFL); /* fails for KILL, STOP and libc's own: they are at it */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The three descriptors as 0, 1 and 2. They are 3 or more, so that none overwrites another. */
static int set_descriptors(const struct spawn *s)
{
	return dup2(s->stdin_fd, STDIN_FILENO) < 0 || dup2(s->stdout_fd, STDOUT_FILENO) < 0 ||
	       dup2(s->stderr_fd, STDERR_FILENO) < 0 ? -1 : 0;
}

/* Container runtimes give a million; the kernel's 4096 stops databases. */
static int set_limits(void)
{
	const struct rlimit files = { .rlim_cur = 1u << 20, .rlim_max = 1u << 20 };

	return setrlimit(RLIMIT_NOFILE, &files);
}

/* Try the program in each directory of the search path, as execvp(3) does but without its shell.
 * Returns only on failure, with errno: a file that couldn't be executed counts more than the
 * absence of the others. */
static void exec_search(const struct spawn *s)
{
	const char *name = s->argv[0], *dir = s->search_path;
	size_t name_len = strlen(name);
	int err = ENOENT;

	if (strchr(name, '/') || !*name) {
		execve(name, s->argv, s->envp);
		return;
	}
	for (;;) {
		size_t len = strcspn(dir, ":");
		char path[PATH_MAX];

		if (len + 1 + name_len < sizeof(path)) {
			memcpy(path, len ? dir : ".", len ? len : 1);
			path[len ? len : 1] = '/';
			memcpy(path + (len ? len : 1) + 1, name, name_len + 1);
			execve(path, s->argv, s->envp);
			if (errno != ENOENT && errno != ENOTDIR)
				err = errno;
			if (err != ENOENT && err != EACCES)
				break;
		}
		if (!dir[len])
			break;
		dir += len + 1;
	}
	errno = err;
}

static void __attribute__((noreturn)) child(const struct spawn *s, int report_fd)
{
	struct failure failure = { .step = STEP_SESSION };
	ssize_t ignored;

	umask(022);
	if (setsid() < 0)
		goto out;
	failure.step = STEP_DESCRIPTORS;
	if (set_descriptors(s) < 0)
		goto out;
	failure.step = STEP_LIMITS;
	if (set_limits() < 0)
		goto out;
	failure.step = STEP_WORKDIR;
	if (fchdir(s->cwd_fd) < 0)
		goto out;
	failure.step = STEP_EXEC;
	reset_signals();
	exec_search(s);
out:
	failure.err = errno;
	ignored = write(report_fd, &failure, sizeof(failure));
	(void)ignored;
	_exit(SPAWN_NOT_EXECUTABLE);
}

/* Wait for execve() to close the pipe, or for the child's failure. Returns 1 when there is one. */
static int read_report(int fd, struct failure *ret)
{
	ssize_t n;

	do {
		n = read(fd, ret, sizeof(*ret));
	} while (n < 0 && errno == EINTR);
	return n == sizeof(*ret) && ret->step >= 0 && ret->step < STEP_COUNT;
}

int spawn(const struct spawn *s, pid_t *ret_pid, int *ret_status, struct error *e)
{
	auto_close int read_fd = -EBADF;
	auto_close int write_fd = -EBADF;
	struct failure failure;
	int fds[2];
	pid_t pid;

	*ret_status = SPAWN_NOT_EXECUTABLE;
	if (pipe2(fds, O_CLOEXEC) < 0)
		return error_set(e, errno, "cannot make a pipe: %m");
	read_fd = fds[0];
	write_fd = fds[1];
	pid = fork();
	if (pid < 0)
		return error_set(e, errno, "cannot fork: %m");
	if (pid == 0)
		child(s, write_fd);
	close(take_fd(write_fd));
	if (!read_report(read_fd, &failure)) {
		*ret_pid = pid;
		return 0;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (failure.err == ENOENT || failure.err == ENOTDIR)
		*ret_status = SPAWN_NOT_FOUND;
	return error_set(e, failure.err, "cannot %s '%s': %m", step_names[failure.step], s->argv[0]);
}

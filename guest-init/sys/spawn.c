/* spawn.c - start a program in a new session, and learn why it couldn't be started.
 *
 * Between fork() and execve() only async-signal-safe calls happen, on memory that was made ready
 * before. A pipe that execve() closes carries the step that failed, and its errno. */
#include "guest-init/sys/spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/close_range.h>

#include "common/cleanup.h"
#include "guest-init/sys/capabilities.h"

enum step {
	STEP_SESSION, STEP_CGROUP, STEP_DESCRIPTORS, STEP_TERMINAL, STEP_OOM, STEP_LIMITS,
	STEP_WORKDIR, STEP_BOUNDING, STEP_GROUPS, STEP_USER, STEP_CAPABILITIES, STEP_PRIVILEGES,
	STEP_EXEC, STEP_COUNT
};

static int make_session(const struct spawn *s), join_cgroup(const struct spawn *s),
	set_descriptors(const struct spawn *s), set_terminal(const struct spawn *s),
	set_oom_score(const struct spawn *s), set_limits(const struct spawn *s),
	enter_directory(const struct spawn *s), bound_capabilities(const struct spawn *s),
	set_groups(const struct spawn *s), set_user(const struct spawn *s),
	set_capabilities(const struct spawn *s), set_privileges(const struct spawn *s),
	execute(const struct spawn *s);

/* What the child does, in this order: each returns 0, or -1 with errno. */
static const struct {
	int (*run)(const struct spawn *s);
	const char *what; /* "cannot … 'program'" */
} steps[] = {
	[STEP_SESSION] = { make_session, "make a session for" },
	[STEP_CGROUP] = { join_cgroup, "join the cgroup of" },
	[STEP_DESCRIPTORS] = { set_descriptors, "open the descriptors of" },
	[STEP_TERMINAL] = { set_terminal, "set the controlling terminal of" },
	[STEP_OOM] = { set_oom_score, "set the OOM score of" },
	[STEP_LIMITS] = { set_limits, "set the limits of" },
	/* As root: it may be out of the user's reach by name. */
	[STEP_WORKDIR] = { enter_directory, "enter the working directory of" },
	/* While CAP_SETPCAP is still there. */
	[STEP_BOUNDING] = { bound_capabilities, "bound the capabilities of" },
	[STEP_GROUPS] = { set_groups, "set the groups of" },
	[STEP_USER] = { set_user, "set the user of" },
	[STEP_CAPABILITIES] = { set_capabilities, "set the capabilities of" },
	[STEP_PRIVILEGES] = { set_privileges, "keep new privileges from" },
	[STEP_EXEC] = { execute, "run" },
};
static_assert(ARRAY_SIZE(steps) == STEP_COUNT, "a row for each step");

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

static int make_session(const struct spawn *s)
{
	umask(s->identity.umask);
	return setsid() < 0 ? -1 : 0;
}

static int join_cgroup(const struct spawn *s)
{
	return s->cgroup_fd < 0 || write(s->cgroup_fd, "0", 1) == 1 ? 0 : -1;
}

/* The three descriptors as 0, 1 and 2. They are 3 or more, so that none overwrites another. */
static int set_descriptors(const struct spawn *s)
{
	return dup2(s->stdin_fd, STDIN_FILENO) < 0 || dup2(s->stdout_fd, STDOUT_FILENO) < 0 ||
	       dup2(s->stderr_fd, STDERR_FILENO) < 0 ? -1 : 0;
}

/* 1: taken from the session that may have it, which is one that has ended (ioctl_tty(2)). */
static int set_terminal(const struct spawn *s)
{
	return s->is_terminal ? ioctl(STDIN_FILENO, TIOCSCTTY, 1) : 0;
}

static int set_oom_score(const struct spawn *s)
{
	const char *score = s->identity.oom_score_adj;
	int fd;

	if (!score)
		return 0;
	fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	return fd < 0 || write(fd, score, strlen(score)) < 0 ? -1 : 0;
}

/* What the kernel lets RLIMIT_NOFILE be. Returns 0 when that can't be known. */
static rlim_t max_open_files(void)
{
	int fd = open("/proc/sys/fs/nr_open", O_RDONLY | O_CLOEXEC);
	char text[32] = "";

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		return 0;
	return strtoul(text, NULL, 10);
}

/* Container runtimes give a million; the kernel's 4096 stops databases. */
static int set_limits(const struct spawn *s)
{
	struct rlimit files = { .rlim_cur = 1u << 20, .rlim_max = 1u << 20 };

	if (setrlimit(RLIMIT_NOFILE, &files) < 0) {
		files.rlim_cur = files.rlim_max = max_open_files();
		if (!files.rlim_max || setrlimit(RLIMIT_NOFILE, &files) < 0)
			return -1;
	}
	for (size_t i = 0; i < s->limit_count; i++)
		if (setrlimit(s->limits[i].resource, &s->limits[i].limit) < 0)
			return -1;
	return 0;
}

static int enter_directory(const struct spawn *s)
{
	return fchdir(s->cwd_fd);
}

static int bound_capabilities(const struct spawn *s)
{
	if (!s->identity.limit_capabilities)
		return 0;
	return capabilities_bound(s->identity.capabilities) < 0 || capabilities_keep() < 0 ? -1 : 0;
}

static int set_groups(const struct spawn *s)
{
	const struct spawn_identity *id = &s->identity;

	return setgroups(id->group_count, id->groups) < 0 ||
	       setresgid(id->gid, id->gid, id->gid) < 0 ? -1 : 0;
}

static int set_user(const struct spawn *s)
{
	return setresuid(s->identity.uid, s->identity.uid, s->identity.uid);
}

static int set_capabilities(const struct spawn *s)
{
	if (!s->identity.limit_capabilities)
		return 0;
	return capabilities_set(s->identity.capabilities) < 0 ? -1 : 0;
}

static int set_privileges(const struct spawn *s)
{
	return s->identity.no_new_privileges ? prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) : 0;
}

/* What is missing isn't the program but what its first line, or its ELF header, says has to run it.
 * The kernel calls both ENOENT. */
#define NO_INTERPRETER ELIBACC

static int try_exec(const struct spawn *s, const char *path)
{
	execve(path, s->argv, s->envp);
	if (errno != ENOENT)
		return errno;
	return access(path, F_OK) == 0 ? NO_INTERPRETER : ENOENT;
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
		errno = try_exec(s, name);
		return;
	}
	for (;;) {
		size_t len = strcspn(dir, ":");
		char path[PATH_MAX];
		int r;

		if (len + 1 + name_len < sizeof(path)) {
			memcpy(path, len ? dir : ".", len ? len : 1);
			path[len ? len : 1] = '/';
			memcpy(path + (len ? len : 1) + 1, name, name_len + 1);
			r = try_exec(s, path);
			if (r != ENOENT && r != ENOTDIR)
				err = r;
			if (err != ENOENT && err != EACCES)
				break;
		}
		if (!dir[len])
			break;
		dir += len + 1;
	}
	errno = err;
}

/* Returns only on failure. */
static int execute(const struct spawn *s)
{
	reset_signals();
	/* All are close-on-exec from birth; this is for those of libraries. */
	syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC);
	if (s->program_fd >= 0)
		syscall(SYS_execveat, s->program_fd, "", s->argv, s->envp, AT_EMPTY_PATH);
	else
		exec_search(s);
	return -1;
}

static void __attribute__((noreturn)) child(const struct spawn *s, int report_fd)
{
	struct failure failure = { .step = 0 };

	while (failure.step < STEP_COUNT && steps[failure.step].run(s) == 0)
		failure.step++;
	failure.err = errno;
	(void)!write(report_fd, &failure, sizeof(failure));
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
	if (failure.step == STEP_EXEC && (failure.err == ENOENT || failure.err == ENOTDIR ||
					  failure.err == NO_INTERPRETER))
		*ret_status = SPAWN_NOT_FOUND;
	if (failure.step == STEP_EXEC && failure.err == NO_INTERPRETER)
		return error_set(e, ENOENT, "cannot run '%s': it is there, but not the interpreter "
				 "or loader that it names", s->argv[0]);
	return error_set(e, failure.err, "cannot %s '%s': %m", steps[failure.step].what,
			 s->argv[0]);
}

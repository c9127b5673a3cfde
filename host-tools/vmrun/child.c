/* child.c - programs that vmrun starts, and that never outlive it.
 *
 * Between fork() and execve() only async-signal-safe calls happen. A pipe that execve() closes
 * carries the errno of what failed there. */
#include "host-tools/vmrun/child.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <linux/close_range.h>

#include "common/cleanup.h"
#include "host-tools/lib/retry.h"
#include "host-tools/vmrun/tail.h"

#define FIRST_FREE_FD 64 /* out of the way of the numbers that the program gets */

int child_find(const char *name, char **ret, struct error *e)
{
	const char *path = getenv("PATH");
	auto_free char *list = NULL;
	char *state = NULL;

	if (asprintf(&list, "%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin") < 0) {
		list = NULL;
		return error_set(e, ENOMEM, "%m");
	}
	for (char *dir = strtok_r(list, ":", &state); dir; dir = strtok_r(NULL, ":", &state)) {
		auto_free char *file = NULL;

		if (asprintf(&file, "%s/%s", dir, name) < 0) {
			file = NULL;
			return error_set(e, ENOMEM, "%m");
		}
		if (access(file, X_OK) == 0) {
			*ret = take_ptr(file);
			return 0;
		}
	}
	return error_set(e, ENOENT, "there is no program %s, neither in PATH nor in /usr/sbin",
			 name);
}

int child_resolve(struct strv *argv, struct error *e)
{
	char *path = NULL;
	int r = 0;

	if (argv->count && !strchr(argv->items[0], '/'))
		r = child_find(argv->items[0], &path, e);
	if (path) {
		free(argv->items[0]);
		argv->items[0] = path;
	}
	return r;
}

/* Undo what is ignored (stream_init()) and blocked (signals_open()): execve() keeps both. */
static void reset_signals(void)
{
	sigset_t none;

	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In two steps, since a descriptor may stand where another is to go. */
static int place_descriptors(const int *fds, size_t count)
{
	int moved[CHILD_MAX_FDS];

	for (size_t i = 0; i < count; i++) {
		moved[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
		if (moved[i] < 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (dup2(moved[i], (int)i) < 0)
			return -1;
	return 0;
}

struct plan {
	char *const *argv;
	const int *fds;
	size_t fd_count;
	pid_t parent;
	int report_fd;
};

static void __attribute__((noreturn)) run(const struct plan *p)
{
	int report_fd = fcntl(p->report_fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD), err;
	ssize_t ignored;

	/* What our caller left open; ours are marked already. Before Linux 5.11 it stays open. */
	close_range((unsigned)p->fd_count, ~0U, CLOSE_RANGE_CLOEXEC);
	/* The parent may have died before the kernel was told to watch for it. */
	if (report_fd >= 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == p->parent &&
	    setpgid(0, 0) == 0 && place_descriptors(p->fds, p->fd_count) == 0) {
		reset_signals();
		execv(p->argv[0], p->argv);
	}
	err = errno;
	ignored = write(report_fd, &err, sizeof(err));
	(void)ignored;
	_exit(127);
}

/* Wait for execve() to close the pipe. Returns 0, or the errno of what failed. */
static int read_report(int fd)
{
	int err = 0;
	ssize_t n = RETRY(read(fd, &err, sizeof(err)));

	return n == sizeof(err) ? err : 0;
}

int child_start(char *const *argv, const int *fds, size_t fd_count, struct child *ret,
		struct error *e)
{
	auto_close int read_fd = -EBADF, write_fd = -EBADF;
	struct plan plan = { argv, fds, fd_count, getpid(), -EBADF };
	struct child c = CHILD_INIT;
	int pipe_fds[2], err;

	assert(fd_count <= CHILD_MAX_FDS);
	if (pipe2(pipe_fds, O_CLOEXEC) < 0)
		return error_set(e, errno, "cannot make a pipe: %m");
	read_fd = pipe_fds[0];
	plan.report_fd = write_fd = pipe_fds[1];
	c.pid = fork();
	if (c.pid < 0)
		return error_set(e, errno, "cannot fork: %m");
	if (c.pid == 0)
		run(&plan);
	close(take_fd(write_fd));
	err = read_report(read_fd);
	if (!err) {
		c.pid_fd = pidfd_open(c.pid, 0);
		err = c.pid_fd < 0 ? errno : 0;
	}
	if (err) {
		child_kill(&c);
		return error_set(e, err, "cannot run %s: %m", argv[0]);
	}
	*ret = c;
	return 0;
}

int child_start_heard(char *const *argv, int heard_fd, struct child *ret, int *ret_read_fd,
		      struct error *e)
{
	auto_close int null_fd = RETRY(open("/dev/null", O_RDWR | O_CLOEXEC));
	auto_close int read_fd = -EBADF, write_fd = -EBADF;
	int fds[] = { null_fd, null_fd, null_fd }, pipe_fds[2], r;

	if (null_fd < 0 || pipe2(pipe_fds, O_CLOEXEC) < 0)
		return error_set(e, errno, "cannot make the descriptors of %s: %m", argv[0]);
	read_fd = pipe_fds[0];
	fds[heard_fd] = write_fd = pipe_fds[1];
	fcntl(read_fd, F_SETFL, O_NONBLOCK);
	r = child_start(argv, fds, ARRAY_SIZE(fds), ret, e);
	if (r == 0)
		*ret_read_fd = take_fd(read_fd);
	return r;
}

int child_wait(struct child *c)
{
	int status = 0;

	if (!c->pid)
		return 0;
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (c->pid_fd >= 0)
		close(c->pid_fd);
	*c = (struct child)CHILD_INIT;
	return status;
}

int child_kill(struct child *c)
{
	if (c->pid)
		kill(c->pid, SIGKILL);
	return child_wait(c);
}

/* Returns 0 at its end, or -EINTR. */
static int follow(const struct child *c, int output_fd, struct tail *tail, struct signals *signals)
{
	for (;;) {
		struct pollfd fds[] = {
			{ .fd = signals->fd, .events = POLLIN },
			{ .fd = c->pid_fd, .events = POLLIN },
			{ .fd = output_fd, .events = POLLIN },
		};

		poll(fds, ARRAY_SIZE(fds), -1);
		signals_take(signals);
		if (signals->stop)
			return -EINTR;
		if (tail_read(tail, output_fd) == 0)
			output_fd = -EBADF;
		if (fds[1].revents)
			return 0;
	}
}

static int judge(const char *program, int status, const struct tail *tail, struct error *e)
{
	auto_free char *said = tail_lines(tail);

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFSIGNALED(status))
		return error_set(e, EIO, "%s was killed by signal %d", program, WTERMSIG(status));
	return error_set(e, EIO, "%s failed: %s", program,
			 said && *said ? said : "it doesn't say why");
}

int child_run(char *const *argv, struct signals *signals, struct error *e)
{
	auto_close int read_fd = -EBADF;
	struct child c = CHILD_INIT;
	struct tail tail = TAIL_INIT;
	int r = child_start_heard(argv, STDERR_FILENO, &c, &read_fd, e), status;

	if (r < 0)
		return r;
	r = follow(&c, read_fd, &tail, signals);
	status = r < 0 ? child_kill(&c) : child_wait(&c);
	if (r < 0)
		return error_set(e, -r, "ended by a signal");
	tail_read(&tail, read_fd);
	return judge(argv[0], status, &tail, e);
}

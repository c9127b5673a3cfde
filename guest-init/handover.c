/* handover.c - PID 1 becomes the image's own init. */
#include "guest-init/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/exitrd.h"
#include "guest-init/sys/spawn.h"

#define DEFAULT_INIT "/sbin/init"

/* The strings stay the config's. NULL: out of memory. */
static char **make_argv(const struct vmconfig *c)
{
	static char default_init[] = DEFAULT_INIT;
	char **argv = calloc(c->entrypoint.count + c->cmd.count + 2, sizeof(*argv));

	if (!argv)
		return NULL;
	if (c->entrypoint.count)
		memcpy(argv, c->entrypoint.items, c->entrypoint.count * sizeof(*argv));
	if (c->cmd.count)
		memcpy(argv + c->entrypoint.count, c->cmd.items, c->cmd.count * sizeof(*argv));
	if (!argv[0])
		argv[0] = default_init;
	return argv;
}

/* Images made for containers say so, and systemd believes it; but this is a machine. */
static bool is_told(const char *name)
{
	return strcmp(name, "container") != 0;
}

/* What the kernel gave stays unless the config says otherwise: TERM, HOME, and what its command
 * line adds. */
static int make_environment(const struct vmconfig *c)
{
	for (size_t i = 0; i < c->env.count; i++)
		if (is_told(c->env.items[i].name) &&
		    setenv(c->env.items[i].name, c->env.items[i].value, 1) < 0)
			return -errno;
	return 0;
}

/* Without O_NOCTTY the console would become the controlling terminal. */
static int open_console(void)
{
	auto_close int fd = open("/dev/console", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) /* as the kernel, which goes on without */
		return 0;
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (dup2(fd, i) < 0)
			return -errno;
	return 0;
}

static void unblock_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A name without '/' is looked up where inits are, whatever the workload's PATH is. */
static int execute(char *const *argv)
{
	const char *rest = SPAWN_DEFAULT_PATH;
	int err = ENOENT;

	if (strchr(argv[0], '/')) {
		execve(argv[0], argv, environ);
		return -errno;
	}
	for (size_t len; *rest; rest += len + (rest[len] == ':')) {
		auto_free char *path = NULL;

		len = strcspn(rest, ":");
		if (asprintf(&path, "%.*s/%s", (int)len, rest, argv[0]) < 0) {
			path = NULL;
			return -ENOMEM;
		}
		execve(path, argv, environ);
		if (errno != ENOENT)
			err = errno;
	}
	return -err;
}

int handover_exec(struct boot *b, struct error *e)
{
	auto_free char **argv = make_argv(&b->config);
	sigset_t blocked;
	int r = argv ? make_environment(&b->config) : -ENOMEM;

	if (r < 0)
		return error_set(e, -r, "cannot make argv and environment: %m");
	r = exitrd_prepare(&b->record, e);
	if (r < 0)
		return r;
	r = open_console();
	if (r < 0)
		return error_set(e, -r, "cannot give the console on: %m");
	sigprocmask(SIG_SETMASK, NULL, &blocked);
	unblock_signals();
	r = execute(argv);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	record_exit_code(&b->record, r == -ENOENT || r == -ENOTDIR ? SPAWN_NOT_FOUND
								    : SPAWN_NOT_EXECUTABLE);
	return error_set(e, -r, "cannot hand over to '%s': %m", argv[0]);
}

/* run.c - phase "run": start the workload. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/spawn.h"

/* What a program finds when the config doesn't say otherwise, as with container runtimes. */
static const struct pair default_env[] = {
	{ "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
	{ "HOME", "/root" },
};

static const char *env_get(const struct strmap *env, const char *name)
{
	for (size_t i = 0; i < env->count; i++)
		if (!strcmp(env->items[i].name, name))
			return env->items[i].value;
	return NULL;
}

static int add_variable(struct strv *envp, const char *name, const char *value)
{
	auto_free char *text = malloc(strlen(name) + 1 + strlen(value) + 1);

	if (!text)
		return -ENOMEM;
	stpcpy(stpcpy(stpcpy(text, name), "="), value);
	return strv_append(envp, text);
}

static int make_env(const struct strmap *env, struct strv *envp)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(default_env); i++)
		if (!env_get(env, default_env[i].name))
			r = add_variable(envp, default_env[i].name, default_env[i].value);
	for (size_t i = 0; r == 0 && i < env->count; i++)
		r = add_variable(envp, env->items[i].name, env->items[i].value);
	return r;
}

/* argv = entrypoint + cmd; the strings stay the config's. NULL: out of memory. */
static char **make_argv(const struct vmconfig *c)
{
	char **argv = calloc(c->entrypoint.count + c->cmd.count + 1, sizeof(*argv));

	if (!argv)
		return NULL;
	if (c->entrypoint.count)
		memcpy(argv, c->entrypoint.items, c->entrypoint.count * sizeof(*argv));
	if (c->cmd.count)
		memcpy(argv + c->entrypoint.count, c->cmd.items, c->cmd.count * sizeof(*argv));
	return argv;
}

static int start(struct boot *b, char *const *argv, const struct strv *envp, struct error *e)
{
	const char *path = env_get(&b->config.env, "PATH");
	auto_close int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	auto_close int console_fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);
	auto_close int cwd_fd = -EBADF;
	struct spawn s = { .argv = argv, .envp = envp->items, .stdin_fd = null_fd };
	int status, r;

	if (root_fd < 0 || null_fd < 0)
		return error_set(e, errno, "cannot open / or /dev/null: %m");
	cwd_fd = inroot_make_directory(root_fd, b->config.workdir, 0755, e);
	if (cwd_fd < 0)
		return error_wrap(e, cwd_fd, "working directory");
	s.search_path = path ? path : default_env[0].value;
	s.cwd_fd = cwd_fd;
	s.stdout_fd = s.stderr_fd = console_fd >= 0 ? console_fd : null_fd; /* no console: no output */
	r = spawn(&s, &b->workload, &status, e);
	if (r < 0)
		record_exit_code(&b->record, status);
	return r;
}

int phase_run(struct boot *b, struct error *e)
{
	auto_free char **argv = make_argv(&b->config);
	struct strv envp = { 0 };
	int r = argv ? make_env(&b->config.env, &envp) : -ENOMEM;

	if (r < 0)
		error_set(e, -r, "cannot make argv and environment: %m");
	else
		r = start(b, argv, &envp, e);
	strv_release(&envp);
	return r;
}

/* launch.c - how the workload is started, as the config says it. */
#include "guest-init/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/name_table.h"
#include "common/user.h"
#include "guest-init/sys/capabilities.h"
#include "guest-init/sys/cgroup.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/tty.h"

#define DEFAULT_TERM "xterm"

static const struct pair *env_find(const struct strmap *env, const char *name)
{
	for (size_t i = 0; i < env->count; i++)
		if (!strcmp(env->items[i].name, name))
			return &env->items[i];
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

/* The config's variables, behind those that a program finds when the config doesn't name them. */
static int make_env(struct launch *l, const struct vmconfig *c)
{
	const struct pair defaults[] = {
		{ "PATH", SPAWN_DEFAULT_PATH },
		{ "HOME", l->account.home },
		{ "TERM", c->tty ? DEFAULT_TERM : NULL },
	};
	const struct pair *path = env_find(&c->env, "PATH");
	int r = 0;

	l->search_path = path ? path->value : SPAWN_DEFAULT_PATH;
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(defaults); i++)
		if (defaults[i].value && !env_find(&c->env, defaults[i].name))
			r = add_variable(&l->envp, defaults[i].name, defaults[i].value);
	for (size_t i = 0; r == 0 && i < c->env.count; i++)
		r = add_variable(&l->envp, c->env.items[i].name, c->env.items[i].value);
	return r;
}

/* argv = entrypoint + cmd */
static int make_argv(struct launch *l, const struct vmconfig *c)
{
	l->argv = calloc(c->entrypoint.count + c->cmd.count + 1, sizeof(*l->argv));
	if (!l->argv)
		return -ENOMEM;
	if (c->entrypoint.count)
		memcpy(l->argv, c->entrypoint.items, c->entrypoint.count * sizeof(*l->argv));
	if (c->cmd.count)
		memcpy(l->argv + c->entrypoint.count, c->cmd.items,
		       c->cmd.count * sizeof(*l->argv));
	return 0;
}

static rlim_t limit_value(int64_t value)
{
	return value == RLIMIT_UNLIMITED ? RLIM_INFINITY : (rlim_t)value;
}

static int make_limits(struct launch *l, const struct vmconfig *c)
{
	l->limits = calloc(c->rlimits.count + 1, sizeof(*l->limits));
	if (!l->limits)
		return -ENOMEM;
	for (size_t i = 0; i < c->rlimits.count; i++) {
		const struct rlimit_entry *entry = vmconfig_rlimit(c, i);

		l->limits[l->limit_count++] = (struct spawn_limit){
			.resource = name_table_find(&rlimit_names, entry->name),
			.limit = { limit_value(entry->soft), limit_value(entry->hard) },
		};
	}
	return 0;
}

/* The account's groups, and those that the config adds. */
static int make_groups(struct launch *l, const struct vmconfig *c)
{
	size_t count = l->account.group_count;

	l->groups = calloc(count + c->groups.count, sizeof(*l->groups));
	if (!l->groups)
		return -ENOMEM;
	memcpy(l->groups, l->account.groups, count * sizeof(*l->groups));
	for (size_t i = 0; i < c->groups.count; i++)
		l->groups[count++] = (gid_t)c->groups.items[i];
	l->identity.groups = l->groups;
	l->identity.group_count = count;
	return 0;
}

static int make_identity(struct launch *l, const struct vmconfig *c)
{
	struct spawn_identity *id = &l->identity;

	id->uid = l->account.uid;
	id->gid = l->account.gid;
	id->umask = c->umask ? (mode_t)strtoul(c->umask, NULL, 8) : 022;
	id->no_new_privileges = c->no_new_privileges;
	id->limit_capabilities = object_has(&vmconfig_type, c, "capabilities");
	for (size_t i = 0; i < c->capabilities.count; i++) {
		int number = name_table_find(&capability_names, c->capabilities.items[i]);

		id->capabilities |= CAPABILITY_BIT(number);
	}
	return make_groups(l, c);
}

static int resolve_user(struct launch *l, const struct vmconfig *c, struct error *e)
{
	auto_close int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct user_spec spec;

	if (root_fd < 0)
		return error_set(e, errno, "cannot open /: %m");
	if (user_spec_parse(c->user ? c->user : "", &spec) < 0)
		return error_set(e, EINVAL, "user '%s' %s", c->user, user_spec_check(c->user));
	return accounts_resolve(root_fd, &spec, &l->account, e);
}

int launch_init(struct launch *l, const struct vmconfig *c, struct error *e)
{
	int r;

	*l = (struct launch){ .workdir = c->workdir, .tty = c->tty, .cgroup_fd = -EBADF };
	r = resolve_user(l, c, e);
	if (r < 0)
		return r;
	r = make_argv(l, c);
	if (r == 0)
		r = make_env(l, c);
	if (r == 0)
		r = make_limits(l, c);
	if (r == 0)
		r = make_identity(l, c);
	if (r < 0) {
		launch_release(l);
		return error_set(e, -r, "cannot make argv, environment and groups: %m");
	}
	return 0;
}

/* Open the working directory; one that has to be made is the user's. */
static int open_workdir(const struct launch *l, struct error *e)
{
	auto_close int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd;

	if (root_fd < 0)
		return error_set(e, errno, "cannot open /: %m");
	fd = inroot_open(root_fd, l->workdir, O_PATH | O_DIRECTORY);
	if (fd != -ENOENT)
		return fd < 0 ? error_set(e, -fd, "cannot open working directory '%s': %m",
					  l->workdir) : fd;
	fd = inroot_make_directory(root_fd, l->workdir, 0755, e);
	if (fd < 0)
		return error_wrap(e, fd, "working directory");
	if (fchownat(fd, "", l->identity.uid, l->identity.gid, AT_EMPTY_PATH) < 0) {
		int err = errno;

		close(fd);
		return error_set(e, err, "cannot give working directory '%s' to its user: %m",
				 l->workdir);
	}
	return fd;
}

/* So that the user can open it by name, as /dev/stdout; its number works in any case. */
static void give_stream(const struct launch *l, int fd)
{
	if (l->identity.uid)
		(void)!fchown(fd, l->identity.uid, (gid_t)-1);
}

/* A serial line without a device behind it can be the console, and fails whoever writes to it. */
static int open_output(void)
{
	auto_close int fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);

	return fd < 0 || write(fd, "", 0) < 0 ? -errno : take_fd(fd);
}

/* Where input comes from and output goes to: the console, and nowhere without one. */
static int open_console(const struct launch *l, int *ret_in, int *ret_out, struct error *e)
{
	auto_close int in = l->tty ? tty_open_console(e) : open("/dev/null", O_RDONLY | O_CLOEXEC);
	auto_close int out = -EBADF;

	if (in < 0)
		return l->tty ? in : error_set(e, errno, "cannot open /dev/null: %m");
	out = l->tty ? fcntl(in, F_DUPFD_CLOEXEC, 3) : open_output();
	if (out < 0)
		out = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (out < 0)
		return error_set(e, errno, "cannot open the console: %m");
	if (isatty(out))
		give_stream(l, out);
	*ret_in = take_fd(in);
	*ret_out = take_fd(out);
	return 0;
}

int launch_start(const struct launch *l, pid_t *ret_pid, int *ret_status, struct error *e)
{
	auto_close int in = -EBADF;
	auto_close int out = -EBADF;
	auto_close int cwd_fd = open_workdir(l, e);
	auto_close int procs_fd = l->cgroup_fd < 0 ? -EBADF : cgroup_open_procs(l->cgroup_fd);
	struct spawn s = {
		.argv = l->argv, .envp = l->envp.items, .search_path = l->search_path,
		.program_fd = -EBADF, .cwd_fd = cwd_fd, .is_terminal = l->tty,
		.cgroup_fd = procs_fd, .limits = l->limits, .limit_count = l->limit_count,
		.identity = l->identity,
	};
	int r;

	*ret_status = SPAWN_NOT_EXECUTABLE;
	if (cwd_fd < 0)
		return cwd_fd;
	r = l->streams ? 0 : open_console(l, &in, &out, e);
	if (r < 0)
		return r;
	s.stdin_fd = l->streams ? l->streams[0] : in;
	s.stdout_fd = l->streams ? l->streams[1] : out;
	s.stderr_fd = l->streams ? l->streams[2] : out;
	for (int i = 0; l->streams && i < 3; i++)
		give_stream(l, l->streams[i]);
	return spawn(&s, ret_pid, ret_status, e);
}

void launch_release(struct launch *l)
{
	free(l->argv);
	strv_release(&l->envp);
	free(l->groups);
	free(l->limits);
	if (l->cgroup_fd >= 0)
		close(l->cgroup_fd);
	*l = (struct launch){ .cgroup_fd = -EBADF };
}

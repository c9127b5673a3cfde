/* launch.h - how the workload is started, as the config says it. */
#pragma once
#include "common/error.h"
#include "common/vmconfig.h"
#include "guest-init/sys/accounts.h"
#include "guest-init/sys/spawn.h"

/* Made once, for every start: what is looked up in the root's files, or made of the config. */
struct launch {
	char **argv; /* the strings are the config's */
	struct strv envp;
	const char *search_path, *workdir; /* the config's */
	struct account account;
	gid_t *groups;
	struct spawn_limit *limits;
	size_t limit_count;
	struct spawn_identity identity;
	bool tty;
	const int *streams; /* the workload's 0, 1 and 2; NULL: the console */
	int cgroup_fd;      /* the workload's; launch_release() closes it; -EBADF: none */
};

/* Prepare for a config, which has to outlive it, in the root "/".
 * Returns 0 or a negative errno, with nothing to release. */
int launch_init(struct launch *l, const struct vmconfig *c, struct error *e);

/* Start the workload. ret_pid, ret_status, errors: as spawn(). */
int launch_start(const struct launch *l, pid_t *ret_pid, int *ret_status, struct error *e);

/* Accepts one that launch_init() has refused. */
void launch_release(struct launch *l);

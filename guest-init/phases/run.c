/* run.c - phase "run": start the workload. */
#include <errno.h>

#include "guest-init/boot.h"
#include "guest-init/log.h"
#include "guest-init/sys/cgroup.h"

#define CGROUPS "/sys/fs/cgroup"
#define CGROUP_NAME "workload"

/* Without cgroups, or with version 1's, the workload runs all the same. */
static void make_cgroup(struct launch *l)
{
	struct error e = ERROR_INIT;
	int fd = cgroup_make(CGROUPS, CGROUP_NAME, &e);

	if (fd < 0)
		log_info("%s, ignoring", e.text);
	else
		l->cgroup_fd = fd;
}

int phase_run(struct boot *b, struct error *e)
{
	int status = SPAWN_NOT_EXECUTABLE;
	int r = launch_init(&b->launch, &b->config, e);

	if (r == 0) {
		make_cgroup(&b->launch);
		r = launch_start(&b->launch, &b->workload, &status, e);
	}
	if (r < 0)
		record_exit_code(&b->record, status);
	return r;
}

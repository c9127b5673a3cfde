/* run.c - phase "run": start the workload. */
#include "guest-init/boot.h"
#include "guest-init/log.h"
#include "guest-init/sys/cgroup.h"
#include "guest-init/sys/clock.h"

#define CGROUPS "/sys/fs/cgroup"
#define CGROUP_NAME "workload"
/* For the host to answer, when booting took all the time there was. */
#define MIN_HOST_NS (5 * NS_PER_S)

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

/* "guest_init.stdio": the host has the other end of the workload's streams. */
static int open_streams(struct boot *b, struct error *e)
{
	uint64_t deadline_ns = boot_deadline_ns(b, MIN_HOST_NS);
	char value[2];
	int r;

	if (!boot_option(b, "stdio", NULL, value, sizeof(value)))
		return 0;
	r = stdio_open(&b->stdio, b->config.tty, deadline_ns, e);
	if (r == 0)
		b->launch.streams = b->stdio.ends;
	return r;
}

int phase_run(struct boot *b, struct error *e)
{
	int status = SPAWN_NOT_EXECUTABLE;
	int r = launch_init(&b->launch, &b->config, e);

	if (r == 0)
		r = open_streams(b, e);
	if (r == 0) {
		make_cgroup(&b->launch);
		r = launch_start(&b->launch, &b->workload, &status, e);
	}
	if (r < 0)
		record_exit_code(&b->record, status);
	return r;
}

/* cgroup.h - a cgroup (v2) for the workload.
 *
 * PID 1 stays in the root cgroup, to which the rule of no processes beside children doesn't apply:
 * the controllers are delegated to all below it, and container runtimes in the guest find a tree
 * that is theirs. */
#pragma once
#include <stdint.h>

#include "common/error.h"

/* Delegate all controllers of the hierarchy at path and make the cgroup name in it, or take the one
 * that is there.
 * Returns a descriptor of its directory, or a negative errno: -ENOENT without cgroups. */
int cgroup_make(const char *path, const char *name, struct error *e);

/* Open what a process writes "0" to in order to join. Returns a descriptor or a negative errno. */
int cgroup_open_procs(int cgroup_fd);

/* How many processes of it the kernel has killed for want of memory; 0 when that isn't known. */
uint64_t cgroup_oom_kills(int cgroup_fd);

/* Kill all in it, and those that are just being forked (Linux 5.14).
 * Returns 0 or a negative errno. */
int cgroup_kill(int cgroup_fd);

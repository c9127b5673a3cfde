/* agent.h - the guest agent: a static program that the initrd may carry.
 *
 * It is run from the initramfs's memory, which its open file keeps: nothing of it is copied, least
 * of all onto the user's disk. */
#pragma once
#include <sys/types.h>

#include "common/error.h"

/* Open the agent of an initramfs. Returns a descriptor, or -ENOENT when it has none. */
int agent_open(int initramfs_fd);

/* Start it. It is the last to go when memory runs out; what it prints goes to the kernel's log.
 * ret_pid: of the child. Returns 0 or a negative errno. */
int agent_start(int agent_fd, pid_t *ret_pid, struct error *e);

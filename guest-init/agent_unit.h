/* agent_unit.h - the guest agent as a service of the image's systemd. */
#pragma once
#include "common/error.h"

/* Put the agent and a unit that runs it under /run of the root, from where multi-user.target starts
 * it: nothing of it is in the image. agent_fd: as from agent_open().
 * Returns 0 or a negative errno: nothing runs then. */
int agent_unit_install(int agent_fd, struct error *e);

/* agent.c - phase "agent": start the guest agent, if the initrd has one. */
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/agent.h"
#include "guest-init/boot.h"

int phase_agent(struct boot *b, struct error *e)
{
	if (b->agent_fd >= 0 && b->config.skip_guest_agent)
		close(take_fd(b->agent_fd));
	return b->agent_fd < 0 ? 0 : agent_start(b->agent_fd, &b->agent, e);
}

/* agent.c - phase "agent": start the guest agent, if the initrd has one. */
#include "guest-init/agent.h"
#include "guest-init/boot.h"

int phase_agent(struct boot *b, struct error *e)
{
	return b->agent_fd < 0 ? 0 : agent_start(b->agent_fd, &b->agent, e);
}

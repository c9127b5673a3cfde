/* agent.c - phase "agent": start the initrd's guest agent, or have systemd start it. */
#include "guest-init/agent.h"
#include "guest-init/agent_unit.h"
#include "guest-init/boot.h"

int phase_agent(struct boot *b, struct error *e)
{
	if (b->agent_fd < 0)
		return 0;
	return b->config.init_mode == INIT_SYSTEMD ? agent_unit_install(b->agent_fd, e) :
						     agent_start(b->agent_fd, &b->agent, e);
}

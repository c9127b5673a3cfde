/* sysctls.c - phase "sysctls": kernel parameters; the network's are phase "network"'s. */
#include "guest-init/boot.h"
#include "guest-init/sys/sysctl.h"

int phase_sysctls(struct boot *b, struct error *e)
{
	const struct strmap *sysctls = &b->config.sysctls;

	for (size_t i = 0; i < sysctls->count; i++) {
		const struct pair *p = &sysctls->items[i];

		if (!sysctl_is_network(p->name) && sysctl_write(p->name, p->value, e) < 0)
			boot_warn(b, e);
	}
	return 0;
}

/* names.c - phase "names": the files of the root by which names become addresses. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/ip_list.h"
#include "guest-init/boot.h"
#include "guest-init/sys/inroot.h"

#define RESOLV_CONF "/etc/resolv.conf"

/* Every address is parsed and written anew: nothing else gets into the file (resolv.conf(5)). */
static int write_resolv_conf(int root_fd, const char *servers, struct error *e)
{
	auto_free char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	struct ip_addr server;
	int r;

	if (!out)
		return error_set(e, errno, "cannot make " RESOLV_CONF ": %m");
	while ((r = ip_list_next(&servers, &server)) > 0) {
		char buf[IP_TEXT_SIZE];

		fprintf(out, "nameserver %s\n", ip_format(&server, buf));
	}
	if (fclose(out) != 0 || r < 0)
		return error_set(e, r < 0 ? -r : ENOMEM, "cannot make " RESOLV_CONF ": %m");
	return inroot_replace_file(root_fd, RESOLV_CONF, text, len, 0644, e);
}

int phase_names(struct boot *b, struct error *e)
{
	const struct vmconfig *c = &b->config;

	if (!c->network_enabled || !c->guest_dns)
		return 0;
	return write_resolv_conf(b->root_fd, c->guest_dns, e);
}

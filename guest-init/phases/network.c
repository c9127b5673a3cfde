/* network.c - phase "network": the loopback always, the first NIC as the config says. */
#include <errno.h>
#include <linux/if_addr.h>

#include "common/cleanup.h"
#include "common/ip.h"
#include "guest-init/boot.h"
#include "guest-init/log.h"
#include "guest-init/sys/rtnl.h"
#include "guest-init/sys/uevent.h"

/* The first NIC. It is waited for: its driver may still be at work. */
static int first_nic(struct netlink *netlink, uint64_t deadline_ns, struct rtnl_link *ret, struct error *e)
{
	auto_close int event_fd = uevent_open(e); /* before looking, so that none is missed */
	struct rtnl_links links;
	struct uevent event;
	int r;

	if (event_fd < 0)
		return event_fd;
	for (;;) {
		r = rtnl_link_list(netlink, &links, e);
		if (r < 0)
			return r;
		if (links.count) {
			*ret = links.items[0];
			return 0;
		}
		r = uevent_wait(event_fd, deadline_ns, &event);
		if (r < 0 && r != -ENOBUFS)
			return error_set(e, ENODEV, "there is no NIC");
	}
}

static int add_default_route(struct netlink *netlink, const struct vmconfig *c, const struct rtnl_link *nic,
			     const struct ip_addr *ip, struct error *e)
{
	struct rtnl_route route = { .family = ip->family, .index = nic->index };

	if (!c->guest_gw)
		return 0;
	if (ip_parse(c->guest_gw, &route.gateway) < 0)
		return error_set(e, EINVAL, "%s is not an IP address", c->guest_gw);
	route.onlink = !ip_same_subnet(ip, &route.gateway, vmconfig_guest_prefix(c));
	return rtnl_route_add(netlink, &route, e);
}

static int configure(struct boot *b, struct netlink *netlink, struct error *e)
{
	const struct vmconfig *c = &b->config;
	struct rtnl_link nic;
	struct ip_addr ip;
	int r;

	r = boot_load_modules("net", e);
	if (r == 0)
		r = first_nic(netlink, b->device_deadline_ns, &nic, e);
	if (r < 0)
		return r;
	if (ip_parse(c->guest_ip, &ip) < 0)
		return error_set(e, EINVAL, "%s is not an IP address", c->guest_ip);
	/* No duplicate address detection: the host has chosen the address, and it is used at once. */
	r = rtnl_addr_add(netlink, nic.index, &ip, (uint8_t)vmconfig_guest_prefix(c), IFA_F_NODAD, e);
	if (r == 0 || r == -EEXIST)
		r = rtnl_link_up(netlink, nic.index, e);
	if (r == 0)
		r = add_default_route(netlink, c, &nic, &ip, e);
	return r < 0 ? error_wrap(e, r, "%s", nic.name) : 0;
}

int phase_network(struct boot *b, struct error *e)
{
	struct netlink netlink = NETLINK_INIT;
	int r = rtnl_open(&netlink, e);

	if (r == 0)
		r = rtnl_link_up(&netlink, RTNL_LOOPBACK_INDEX, e);
	if (r == 0 && b->config.network_enabled)
		r = configure(b, &netlink, e);
	netlink_close(&netlink);
	return r;
}

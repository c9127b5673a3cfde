/* net_lease.c - what DHCP servers lend: got while booting, kept while the workload runs. */
#include "guest-init/net_lease.h"

#include <errno.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/log.h"
#include "guest-init/resolv.h"
#include "guest-init/sys/clock.h"

int net_lease_start(struct boot *b, const struct nic *nic, struct error *e)
{
	auto_free struct net_lease *l = calloc(1, sizeof(*l));
	int r;

	if (!l || b->leases.count == ARRAY_SIZE(b->leases.items))
		return error_set(e, ENOMEM, "cannot ask for a lease: %m");
	l->nic = *nic;
	r = dhcp_start(&l->dhcp, nic->index, nic->hardware.mac, b->config.hostname,
		       clock_monotonic_ns(), e);
	if (r < 0)
		return r;
	b->leases.items[b->leases.count++] = take_ptr(l);
	return 0;
}

static bool same_ip(const struct ip_addr *a, const struct ip_addr *b)
{
	return a->family == b->family && ip_same_subnet(a, b, ip_bits(a));
}

static bool has_route(const struct dhcp_lease *lease, const struct dhcp_route *route)
{
	for (size_t i = 0; i < lease->route_count; i++) {
		const struct dhcp_route *other = &lease->routes[i];

		if (other->dst_len == route->dst_len && other->dst.family == route->dst.family &&
		    other->dst.v4.s_addr == route->dst.v4.s_addr &&
		    other->gateway.family == route->gateway.family &&
		    other->gateway.v4.s_addr == route->gateway.v4.s_addr)
			return true;
	}
	return false;
}

static struct rtnl_route make_route(const struct nic *nic, const struct dhcp_lease *lease,
				    const struct dhcp_route *route)
{
	return (struct rtnl_route){
		.family = AF_INET,
		.dst = route->dst,
		.dst_len = route->dst_len,
		.gateway = route->gateway,
		.onlink = route->gateway.family == AF_INET &&
			  !ip_same_subnet(&lease->address, &route->gateway, lease->prefix),
		.index = nic->index,
		.metric = route->dst_len ? 0 : nic_metric(nic, AF_INET),
	};
}

/* Take back what old says and next doesn't. What is gone already is fine: the kernel takes routes
 * away with a subnet, and the workload may have. */
static void withdraw(const struct nic *nic, const struct dhcp_lease *old,
		     const struct dhcp_lease *next, struct netlink *netlink)
{
	bool same_subnet = old->prefix == next->prefix && same_ip(&old->address, &next->address);

	for (size_t i = 0; i < old->route_count; i++) {
		struct rtnl_route route = make_route(nic, old, &old->routes[i]);

		if (!has_route(next, &old->routes[i]))
			rtnl_route_del(netlink, &route, NULL);
	}
	if (!same_subnet)
		rtnl_addr_del(netlink, nic->index, &old->address, old->prefix, NULL);
}

/* What is there already is fine: most of a renewed lease is. */
static void apply(struct boot *b, const struct net_lease *l, struct netlink *netlink)
{
	const struct dhcp_lease *lease = &l->dhcp.lease;
	const struct nic *nic = &l->nic;
	struct error e = ERROR_INIT;
	int r = 0;

	if (lease->mtu && !nic->config->mtu)
		r = rtnl_link_set_mtu(netlink, nic->index, lease->mtu, &e);
	if (r < 0)
		nic_warn(b, nic, &e);
	r = rtnl_addr_add(netlink, nic->index, &lease->address, lease->prefix, 0, &e);
	if (r < 0 && r != -EEXIST)
		nic_warn(b, nic, &e);
	for (size_t i = 0; i < lease->route_count; i++) {
		struct rtnl_route route = make_route(nic, lease, &lease->routes[i]);

		r = rtnl_route_add(netlink, &route, &e);
		if (r < 0 && r != -EEXIST)
			nic_warn(b, nic, &e);
	}
}

/* The config's. Each time, since they may have gone with the address before, or need this one. */
static void add_routes(struct boot *b, struct net_lease *l, struct netlink *netlink)
{
	nic_add_routes(b, &l->nic, l->bound ? &l->applied : NULL, netlink);
	l->nic.has_routes = true;
}

/* After the boot the name servers may be others than those in the file. */
static void update_names(struct boot *b)
{
	struct error e = ERROR_INIT;

	if (b->switched && resolv_write(b, &e) < 0)
		boot_warn(b, &e);
}

static void take_event(struct boot *b, struct net_lease *l, enum dhcp_event event,
		       struct netlink *netlink)
{
	static const struct dhcp_lease nothing;

	switch (event) {
	case DHCP_EVENT_NONE:
	case DHCP_EVENT_RENEWED:
		return;
	case DHCP_EVENT_LOST:
		log_error("%s: the DHCP lease is lost", l->nic.name);
		withdraw(&l->nic, &l->applied, &nothing, netlink);
		l->bound = false;
		return;
	case DHCP_EVENT_BOUND:
	case DHCP_EVENT_CHANGED:
		if (l->bound) /* first: a route that goes another way now counts as being there */
			withdraw(&l->nic, &l->applied, &l->dhcp.lease, netlink);
		apply(b, l, netlink);
		l->applied = l->dhcp.lease;
		l->bound = true;
		add_routes(b, l, netlink);
		update_names(b);
	}
}

size_t net_leases_poll(const struct boot *b, struct pollfd *fds, size_t max)
{
	size_t n = b->leases.count < max ? b->leases.count : max;

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){ .fd = dhcp_poll_fd(&b->leases.items[i]->dhcp),
					  .events = POLLIN };
	return n;
}

uint64_t net_leases_deadline_ns(const struct boot *b)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; i < b->leases.count; i++) {
		uint64_t deadline = dhcp_deadline_ns(&b->leases.items[i]->dhcp);

		first = deadline < first ? deadline : first;
	}
	return first == UINT64_MAX ? 0 : first;
}

void net_leases_handle(struct boot *b, uint64_t now_ns)
{
	struct netlink netlink = NETLINK_INIT;
	struct error e = ERROR_INIT;

	for (size_t i = 0; i < b->leases.count; i++) {
		struct net_lease *l = b->leases.items[i];
		enum dhcp_event event = dhcp_handle(&l->dhcp, now_ns);

		if (event == DHCP_EVENT_NONE || event == DHCP_EVENT_RENEWED)
			continue;
		if (netlink.fd < 0 && rtnl_open(&netlink, &e) < 0) {
			nic_warn(b, &l->nic, &e);
			continue;
		}
		take_event(b, l, event, &netlink);
	}
	netlink_close(&netlink);
}

static bool all_bound(const struct boot *b)
{
	for (size_t i = 0; i < b->leases.count; i++)
		if (!b->leases.items[i]->bound)
			return false;
	return true;
}

static void give_up(struct boot *b, struct net_lease *l, struct netlink *netlink)
{
	char status[DHCP_STATUS_SIZE];
	struct error e = ERROR_INIT;

	error_set(&e, ETIMEDOUT, "DHCP: %s", dhcp_status(&l->dhcp, status));
	nic_warn(b, &l->nic, &e);
	add_routes(b, l, netlink);
}

/* Until something comes in, or is due. */
static void wait_for_event(const struct boot *b, uint64_t now_ns, uint64_t deadline_ns)
{
	uint64_t due = net_leases_deadline_ns(b);
	uint64_t until = due && due < deadline_ns ? due : deadline_ns;
	struct timespec timeout = clock_left(now_ns, until);
	struct pollfd fds[VMCONFIG_MAX_NETWORKS];

	ppoll(fds, net_leases_poll(b, fds, ARRAY_SIZE(fds)), &timeout, NULL);
}

void net_leases_wait(struct boot *b, uint64_t deadline_ns)
{
	struct netlink netlink = NETLINK_INIT;
	struct error e = ERROR_INIT;
	uint64_t now;

	while (!all_bound(b) && (now = clock_monotonic_ns()) < deadline_ns) {
		wait_for_event(b, now, deadline_ns);
		net_leases_handle(b, clock_monotonic_ns());
	}
	if (all_bound(b))
		return;
	if (rtnl_open(&netlink, &e) < 0) {
		boot_warn(b, &e);
		return;
	}
	for (size_t i = 0; i < b->leases.count; i++)
		if (!b->leases.items[i]->bound)
			give_up(b, b->leases.items[i], &netlink);
	netlink_close(&netlink);
}

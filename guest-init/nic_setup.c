/* nic_setup.c - the steps that configure one NIC. */
#include <errno.h>
#include <string.h>

#include <linux/if_addr.h>

#include "guest-init/boot.h"
#include "guest-init/nic.h"
#include "guest-init/sys/dhcp_lease.h"

#define IP6_METRIC 1024u /* what the kernel makes of 0 */

void nic_warn(struct boot *b, const struct nic *nic, struct error *e)
{
	error_wrap(e, 0, "%s", nic->name);
	boot_warn(b, e);
}

/* A VLAN link can't carry more than the NIC under it. */
static int set_mtu(const struct nic *nic, struct netlink *netlink, struct error *e)
{
	uint32_t mtu = (uint32_t)nic->config->mtu;
	int r = 0;

	if (!mtu)
		return 0;
	if (nic->index != nic->hardware.index && nic->hardware.mtu < mtu)
		r = rtnl_link_set_mtu(netlink, nic->hardware.index, mtu, e);
	return r < 0 ? r : rtnl_link_set_mtu(netlink, nic->index, mtu, e);
}

static int bring_up(const struct nic *nic, struct netlink *netlink, struct error *e)
{
	int r = 0;

	if (nic->index != nic->hardware.index)
		r = rtnl_link_up(netlink, nic->hardware.index, e);
	return r < 0 ? r : rtnl_link_up(netlink, nic->index, e);
}

/* Without duplicate address detection: the host has chosen the address, and it is used at once. */
static int add_address(const struct nic *nic, const char *text, struct netlink *netlink,
		       struct error *e)
{
	struct ip_addr address;
	uint8_t prefix;

	if (ip_parse_cidr(text, &address, &prefix) < 0)
		return error_set(e, EINVAL, "%s is not an address with its prefix", text);
	return rtnl_addr_add(netlink, nic->index, &address, prefix, IFA_F_NODAD, e);
}

void nic_configure(struct boot *b, const struct nic *nic, struct netlink *netlink)
{
	const struct strv *addresses = &nic->config->addresses;
	struct error e = ERROR_INIT;

	if (set_mtu(nic, netlink, &e) < 0)
		nic_warn(b, nic, &e);
	if (bring_up(nic, netlink, &e) < 0)
		nic_warn(b, nic, &e);
	for (size_t i = 0; i < addresses->count; i++)
		if (add_address(nic, addresses->items[i], netlink, &e) < 0)
			nic_warn(b, nic, &e);
}

static bool is_link_local(const struct ip_addr *address)
{
	return address->family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&address->v6);
}

/* True when one of the NIC's subnets has the address in it. */
static bool is_reachable(const struct nic *nic, const struct dhcp_lease *lease,
			 const struct ip_addr *address)
{
	if (is_link_local(address) ||
	    (lease && ip_same_subnet(&lease->address, address, lease->prefix)))
		return true;
	for (size_t i = 0; i < nic->config->addresses.count; i++) {
		struct ip_addr own;
		uint8_t prefix;

		if (ip_parse_cidr(nic->config->addresses.items[i], &own, &prefix) == 0 &&
		    ip_same_subnet(&own, address, prefix))
			return true;
	}
	return false;
}

uint32_t nic_metric(const struct nic *nic, int family)
{
	return nic->number ? (uint32_t)nic->number + (family == AF_INET6 ? IP6_METRIC : 0) : 0;
}

static int add_gateway(const struct nic *nic, const struct dhcp_lease *lease, const char *text,
		       struct netlink *netlink, struct error *e)
{
	struct rtnl_route route = { .index = nic->index };

	if (ip_parse(text, &route.gateway) < 0)
		return error_set(e, EINVAL, "gateway %s is not an IP address", text);
	route.family = route.gateway.family;
	route.onlink = !is_reachable(nic, lease, &route.gateway);
	route.metric = nic_metric(nic, route.family);
	return rtnl_route_add(netlink, &route, e);
}

static int add_route(const struct nic *nic, const struct route *r, struct netlink *netlink,
		     struct error *e)
{
	struct rtnl_route route = { .index = nic->index, .onlink = r->onlink,
				    .metric = (uint32_t)r->metric };

	if (r->via && ip_parse(r->via, &route.gateway) < 0)
		return error_set(e, EINVAL, "%s is not an IP address", r->via);
	if (strcmp(r->dst, "default") != 0 &&
	    ip_parse_cidr(r->dst, &route.dst, &route.dst_len) < 0)
		return error_set(e, EINVAL, "%s is not a network", r->dst);
	route.family = r->via ? route.gateway.family : route.dst.family;
	if (route.family == AF_UNSPEC)
		route.family = AF_INET;
	if (route.dst_len == 0)
		route.dst = (struct ip_addr){ 0 };
	return rtnl_route_add(netlink, &route, e);
}

static void note_route(struct boot *b, const struct nic *nic, int r, struct error *e)
{
	if (r < 0 && !(r == -EEXIST && nic->has_routes))
		nic_warn(b, nic, e);
}

void nic_add_routes(struct boot *b, const struct nic *nic, const struct dhcp_lease *lease,
		    struct netlink *netlink)
{
	const struct network *c = nic->config;
	const struct route *routes = c->routes.items;
	struct error e = ERROR_INIT;

	if (c->gateway)
		note_route(b, nic, add_gateway(nic, lease, c->gateway, netlink, &e), &e);
	for (size_t i = 0; i < c->gateways.count; i++)
		note_route(b, nic, add_gateway(nic, lease, c->gateways.items[i], netlink, &e), &e);
	for (size_t i = 0; i < c->routes.count; i++)
		note_route(b, nic, add_route(nic, &routes[i], netlink, &e), &e);
}

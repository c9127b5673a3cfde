/* rtnl.c - links, addresses and routes through rtnetlink (rtnetlink(7)). */
#include "guest-init/sys/rtnl.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

/* Make something new, and say so if it is there already. */
#define CREATE (NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)

#define DUMP_TRIES 3

int rtnl_open(struct netlink *ret, struct error *e)
{
	return netlink_open(NETLINK_ROUTE, ret, e);
}

/* netlink_send() with a text made for the occasion. */
static int request(struct netlink *nl, struct netlink_request *q, netlink_handler handle, void *arg,
		   struct error *e, const char *fmt, ...) __attribute__((format(printf, 6, 7)));
static int request(struct netlink *nl, struct netlink_request *q, netlink_handler handle, void *arg,
		   struct error *e, const char *fmt, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return netlink_send(nl, q, handle, arg, what, e);
}

int rtnl_parse_link(const void *data, size_t len, struct rtnl_link *ret)
{
	struct rtnl_link link = { 0 };
	struct netlink_attribute a;
	struct ifinfomsg info;
	const unsigned char *p;
	size_t left;

	if (len < sizeof(info))
		return -EBADMSG;
	memcpy(&info, data, sizeof(info));
	link.index = info.ifi_index;
	link.flags = info.ifi_flags;
	p = (const unsigned char *)data + sizeof(info);
	left = len - sizeof(info);
	while (netlink_next_attribute(&p, &left, &a)) {
		if (a.type == IFLA_IFNAME && a.len > 0 && a.len <= sizeof(link.name)) {
			memcpy(link.name, a.data, a.len);
			link.name[a.len - 1] = '\0';
		} else if (a.type == IFLA_MTU && a.len == sizeof(link.mtu)) {
			memcpy(&link.mtu, a.data, sizeof(link.mtu));
		} else if (a.type == IFLA_ADDRESS && a.len == RTNL_MAC_SIZE) {
			memcpy(link.mac, a.data, RTNL_MAC_SIZE);
			link.has_mac = true;
		}
	}
	if (link.index <= 0 || !link.name[0])
		return -EBADMSG;
	*ret = link;
	return 0;
}

static int take_link(const struct nlmsghdr *msg, void *arg)
{
	if (msg->nlmsg_type != RTM_NEWLINK)
		return 0;
	return rtnl_parse_link(NLMSG_DATA(msg), msg->nlmsg_len - NLMSG_HDRLEN, arg);
}

static int take_listed_link(const struct nlmsghdr *msg, void *arg)
{
	struct rtnl_links *links = arg;
	struct rtnl_link link = { 0 };
	size_t at;
	int r = take_link(msg, &link);

	if (r < 0)
		return r;
	if (link.index == 0 || (link.flags & IFF_LOOPBACK))
		return 0;
	if (links->count == RTNL_MAX_LINKS)
		return -E2BIG;
	/* Kernels before 6.10 list them by hash. */
	for (at = links->count; at > 0 && links->items[at - 1].index > link.index; at--)
		links->items[at] = links->items[at - 1];
	links->items[at] = link;
	links->count++;
	return 0;
}

int rtnl_link_list(struct netlink *nl, struct rtnl_links *ret, struct error *e)
{
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC };
	struct error last = ERROR_INIT;
	struct rtnl_links links;
	int r = -EAGAIN;

	/* A link that came or went during the dump: what was listed may have holes. */
	for (int i = 0; i < DUMP_TRIES && r == -EAGAIN; i++) {
		struct netlink_request q =
			netlink_request_init(RTM_GETLINK, NLM_F_DUMP, &info, sizeof(info));

		links.count = 0;
		r = request(nl, &q, take_listed_link, &links, &last, "list the network links");
	}
	if (r < 0) {
		error_set(e, -r, "%s", last.text);
		return r;
	}
	*ret = links;
	return 0;
}

int rtnl_link_by_name(struct netlink *nl, const char *name, struct rtnl_link *ret, struct error *e)
{
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC };
	struct netlink_request q =
		netlink_request_init(RTM_GETLINK, NLM_F_ACK, &info, sizeof(info));
	struct rtnl_link link = { 0 };
	int r;

	netlink_put_string(&q, IFLA_IFNAME, name);
	r = request(nl, &q, take_link, &link, e, "look up link %s", name);
	if (r < 0)
		return r;
	if (link.index == 0)
		return error_set(e, ENODEV, "no link %s", name);
	*ret = link;
	return 0;
}

int rtnl_link_up(struct netlink *nl, int index, struct error *e)
{
	struct ifinfomsg info = { .ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct netlink_request q =
		netlink_request_init(RTM_NEWLINK, NLM_F_ACK, &info, sizeof(info));

	return request(nl, &q, NULL, NULL, e, "bring link %d up", index);
}

int rtnl_link_rename(struct netlink *nl, int index, const char *name, struct error *e)
{
	struct ifinfomsg info = { .ifi_index = index };
	struct netlink_request q =
		netlink_request_init(RTM_NEWLINK, NLM_F_ACK, &info, sizeof(info));

	netlink_put_string(&q, IFLA_IFNAME, name);
	return request(nl, &q, NULL, NULL, e, "rename link %d to '%s'", index, name);
}

int rtnl_link_set_mtu(struct netlink *nl, int index, uint32_t mtu, struct error *e)
{
	struct ifinfomsg info = { .ifi_index = index };
	struct netlink_request q =
		netlink_request_init(RTM_NEWLINK, NLM_F_ACK, &info, sizeof(info));

	netlink_put_u32(&q, IFLA_MTU, mtu);
	return request(nl, &q, NULL, NULL, e, "set the MTU of link %d to %u", index, mtu);
}

int rtnl_link_add_vlan(struct netlink *nl, int parent, const char *name, uint16_t id,
		       int *ret_index, struct error *e)
{
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC };
	struct netlink_request q = netlink_request_init(RTM_NEWLINK, CREATE, &info, sizeof(info));
	struct rtnl_link link = { 0 };
	size_t link_info, data;
	int r;

	netlink_put_u32(&q, IFLA_LINK, (uint32_t)parent);
	netlink_put_string(&q, IFLA_IFNAME, name);
	link_info = netlink_nest(&q, IFLA_LINKINFO);
	netlink_put_string(&q, IFLA_INFO_KIND, "vlan");
	data = netlink_nest(&q, IFLA_INFO_DATA);
	netlink_put(&q, IFLA_VLAN_ID, &id, sizeof(id));
	netlink_nest_end(&q, data);
	netlink_nest_end(&q, link_info);
	r = request(nl, &q, NULL, NULL, e, "make VLAN link '%s' with id %u over link %d", name, id,
		    parent);
	if (r < 0)
		return r;
	r = rtnl_link_by_name(nl, name, &link, e);
	if (r < 0)
		return r;
	*ret_index = link.index;
	return 0;
}

static void put_ip(struct netlink_request *q, uint16_t type, const struct ip_addr *addr)
{
	netlink_put(q, type, addr->bytes, ip_bits(addr) / 8);
}

static void put_broadcast(struct netlink_request *q, const struct ip_addr *addr, uint8_t prefix)
{
	struct ip_addr broadcast = *addr;

	if (addr->family != AF_INET || prefix > 30)
		return;
	broadcast.v4.s_addr |= htonl(0xffffffffu >> prefix);
	put_ip(q, IFA_BROADCAST, &broadcast);
}

static int change_address(struct netlink *nl, uint16_t type, uint16_t message_flags, int index,
			  const struct ip_addr *addr, uint8_t prefix, uint32_t flags,
			  struct error *e)
{
	struct ifaddrmsg info = { .ifa_family = (uint8_t)addr->family, .ifa_prefixlen = prefix,
				  .ifa_flags = (uint8_t)flags, .ifa_index = (uint32_t)index };
	struct netlink_request q = netlink_request_init(type, message_flags, &info, sizeof(info));
	bool add = type == RTM_NEWADDR;
	char text[IP_TEXT_SIZE];

	put_ip(&q, IFA_LOCAL, addr);
	put_ip(&q, IFA_ADDRESS, addr);
	if (add) {
		put_broadcast(&q, addr, prefix);
		netlink_put_u32(&q, IFA_FLAGS, flags);
	}
	return request(nl, &q, NULL, NULL, e, "%s address %s/%u %s link %d", add ? "add" : "remove",
		       ip_format(addr, text), prefix, add ? "to" : "from", index);
}

int rtnl_addr_add(struct netlink *nl, int index, const struct ip_addr *addr, uint8_t prefix,
		  uint32_t flags, struct error *e)
{
	return change_address(nl, RTM_NEWADDR, CREATE, index, addr, prefix, flags, e);
}

int rtnl_addr_del(struct netlink *nl, int index, const struct ip_addr *addr, uint8_t prefix,
		  struct error *e)
{
	return change_address(nl, RTM_DELADDR, NLM_F_ACK, index, addr, prefix, 0, e);
}

static bool has_no_gateway(const struct rtnl_route *route)
{
	return route->gateway.family == AF_UNSPEC;
}

static struct rtmsg route_header(const struct rtnl_route *route)
{
	struct rtmsg info = { .rtm_family = (uint8_t)route->family, .rtm_dst_len = route->dst_len,
			      .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_STATIC,
			      .rtm_scope = RT_SCOPE_UNIVERSE, .rtm_type = RTN_UNICAST };

	/* What needs no gateway is on the link itself; IPv4 takes it for nothing else. */
	if (has_no_gateway(route))
		info.rtm_scope = RT_SCOPE_LINK;
	if (route->onlink)
		info.rtm_flags = RTNH_F_ONLINK;
	return info;
}

static int change_route(struct netlink *nl, uint16_t type, uint16_t flags,
			const struct rtnl_route *route, struct error *e)
{
	struct rtmsg info = route_header(route);
	struct netlink_request q = netlink_request_init(type, flags, &info, sizeof(info));
	char dst[IP_TEXT_SIZE], gateway[IP_TEXT_SIZE];

	/* The kernel would take the first bytes of an address that is too long. */
	if ((route->dst.family != AF_UNSPEC && route->dst.family != route->family) ||
	    (!has_no_gateway(route) && route->gateway.family != route->family))
		return error_set(e, EINVAL, "a route's addresses are of different families");
	if (route->dst.family != AF_UNSPEC)
		put_ip(&q, RTA_DST, &route->dst);
	if (!has_no_gateway(route))
		put_ip(&q, RTA_GATEWAY, &route->gateway);
	if (route->index)
		netlink_put_u32(&q, RTA_OIF, (uint32_t)route->index);
	if (route->metric)
		netlink_put_u32(&q, RTA_PRIORITY, route->metric);
	ip_format(&route->dst, dst);
	ip_format(&route->gateway, gateway);
	return request(nl, &q, NULL, NULL, e, "%s the route to %s/%u via %s on link %d",
		       type == RTM_NEWROUTE ? "add" : "remove", dst[0] ? dst : "default",
		       route->dst_len, gateway[0] ? gateway : "no gateway", route->index);
}

int rtnl_route_add(struct netlink *nl, const struct rtnl_route *route, struct error *e)
{
	return change_route(nl, RTM_NEWROUTE, CREATE, route, e);
}

int rtnl_route_del(struct netlink *nl, const struct rtnl_route *route, struct error *e)
{
	return change_route(nl, RTM_DELROUTE, NLM_F_ACK, route, e);
}

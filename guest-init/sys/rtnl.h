/* rtnl.h - links, addresses and routes through rtnetlink (rtnetlink(7)).
 *
 * All functions return 0 or the negative errno that the kernel answered with, and *e then says what
 * was asked and, when the kernel explains itself (NETLINK_EXT_ACK), why. Nothing is undone. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <net/if.h>

#include "common/error.h"
#include "common/ip.h"
#include "guest-init/sys/netlink.h"

#define RTNL_LOOPBACK_INDEX 1 /* of `lo`, in every network namespace */
#define RTNL_MAC_SIZE 6u
#define RTNL_MAX_LINKS 64u

struct rtnl_link {
	int index;
	unsigned flags;             /* IFF_UP, IFF_LOOPBACK, … (netdevice(7)) */
	uint32_t mtu;               /* bytes */
	char name[IFNAMSIZ];
	bool has_mac;
	uint8_t mac[RTNL_MAC_SIZE]; /* all zero unless has_mac */
};

struct rtnl_links {
	struct rtnl_link items[RTNL_MAX_LINKS]; /* by ascending index: in the order they appeared */
	size_t count;
};

struct rtnl_route {
	int family;             /* AF_INET, AF_INET6 */
	struct ip_addr dst;     /* of that family; AF_UNSPEC: the default route */
	uint8_t dst_len;        /* prefix; the host bits of dst must be clear */
	struct ip_addr gateway; /* of that family; AF_UNSPEC: none */
	bool onlink;            /* the gateway is on the link, whatever its addresses say */
	int index;              /* of the link; 0: the kernel finds it by the gateway */
	uint32_t metric;        /* 0: the kernel's default (0 for IPv4, 1024 for IPv6) */
};

/* Closed with netlink_close(). */
int rtnl_open(struct netlink *ret, struct error *e);

/* All links but the loopback. -E2BIG: there are more than RTNL_MAX_LINKS. */
int rtnl_link_list(struct netlink *nl, struct rtnl_links *ret, struct error *e);

/* One link. -ENODEV: there is none. */
int rtnl_link_by_name(struct netlink *nl, const char *name, struct rtnl_link *ret, struct error *e);

int rtnl_link_up(struct netlink *nl, int index, struct error *e);

/* name: up to 15 bytes; -EINVAL if the kernel takes no such name, -EEXIST if another link has it,
 * -EBUSY if the link is up (kernels before 6.2). The name that it already has: 0. */
int rtnl_link_rename(struct netlink *nl, int index, const char *name, struct error *e);

/* mtu: bytes. -EINVAL, -ERANGE: outside what the device does. */
int rtnl_link_set_mtu(struct netlink *nl, int index, uint32_t mtu, struct error *e);

/* Make an 802.1Q link over link parent. id: 1–4094. It is down at first.
 * -EEXIST: the name, or this id on that parent, is taken; nothing has changed.
 * -EOPNOTSUPP: the kernel has no 802.1Q. */
int rtnl_link_add_vlan(struct netlink *nl, int parent, const char *name, uint16_t id,
		       int *ret_index, struct error *e);

/* Add an address; flags: IFA_F_… (IFA_F_NODAD: an IPv6 address is usable at once). IPv4 prefixes
 * up to 30 get their broadcast address. -EEXIST: it is there already; nothing has changed. */
int rtnl_addr_add(struct netlink *nl, int index, const struct ip_addr *addr, uint8_t prefix,
		  uint32_t flags, struct error *e);

/* Take an address back, and with it the route to its subnet. -EADDRNOTAVAIL: it isn't there. */
int rtnl_addr_del(struct netlink *nl, int index, const struct ip_addr *addr, uint8_t prefix,
		  struct error *e);

/* Add a route to the main table. -EEXIST: there is one to this destination with this metric, maybe
 * another way (IPv4: over whatever link); nothing has changed. -ENETUNREACH, -EHOSTUNREACH: the
 * gateway isn't on any link (onlink says that it is). -ENETDOWN: the link is down. */
int rtnl_route_add(struct netlink *nl, const struct rtnl_route *route, struct error *e);

/* Take a route back: the one that rtnl_route_add() made of the same. -ESRCH: it isn't there. */
int rtnl_route_del(struct netlink *nl, const struct rtnl_route *route, struct error *e);

/* The parser of the kernel's link messages, for tests. data: the payload of one RTM_NEWLINK.
 * Returns 0 or -EBADMSG. */
int rtnl_parse_link(const void *data, size_t len, struct rtnl_link *ret);

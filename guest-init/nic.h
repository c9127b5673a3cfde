/* nic.h - the NICs that the config speaks of: found, named and configured. */
#pragma once
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/vmconfig.h"
#include "guest-init/sys/rtnl.h"

struct boot;
struct dhcp_lease;

struct nic {
	const struct network *config; /* not owned */
	size_t number;                /* of its network in the config */
	struct rtnl_link hardware;    /* index 0: it isn't there */
	int index;                    /* of the link with the addresses: the NIC, or a VLAN's */
	char name[IFNAMSIZ];          /* of that link; before there is one, "NIC 0" */
	bool has_routes;              /* nic_add_routes() was called before */
};

/* Find the NICs, by their MAC or by their place among those that have a device behind them, and
 * wait for what is missing until the deadline (CLOCK_MONOTONIC). nics: config and number are set.
 * Returns 0, also when some are not there, or a negative errno. */
int nics_find(struct nic *nics, size_t count, struct netlink *netlink, uint64_t deadline_ns,
	      struct error *e);

/* Give a NIC its name, before it is up. A link that has that name gets the NIC's in exchange, so
 * that names can be swapped. all: every one, whose name may change.
 * Returns 0 or a negative errno. */
int nic_rename(struct nic *nic, struct nic *all, size_t count, struct netlink *netlink,
	       struct error *e);

/* Make the VLAN link over the NIC, if there is to be one, which then gets the addresses.
 * Returns 0 or a negative errno. */
int nic_add_vlan(struct nic *nic, struct netlink *netlink, struct error *e);

/* MTU, up, addresses. What fails is noted (nic_warn()); the rest still happens. */
void nic_configure(struct boot *b, const struct nic *nic, struct netlink *netlink);

/* The metric of its default route: of several NICs' the first one's wins. */
uint32_t nic_metric(const struct nic *nic, int family);

/* Gateways and further routes; what fails is noted. With has_routes, one that is there is fine: the
 * kernel takes routes away with a NIC's last address, but not always all.
 * lease: of a DHCP server; NULL: none. */
void nic_add_routes(struct boot *b, const struct nic *nic, const struct dhcp_lease *lease,
		    struct netlink *netlink);

/* Note a failure of this NIC's (boot_warn()). */
void nic_warn(struct boot *b, const struct nic *nic, struct error *e);

/* net_lease.h - what DHCP servers lend: got while booting, kept while the workload runs.
 *
 * The owner of the event loop polls what net_leases_poll() gives it to net_leases_deadline_ns(),
 * and calls net_leases_handle() whenever it wakes. Times are CLOCK_MONOTONIC. */
#pragma once
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/vmconfig.h"
#include "guest-init/nic.h"
#include "guest-init/sys/dhcp.h"

struct boot;

struct net_lease {
	struct nic nic;
	struct dhcp dhcp;
	struct dhcp_lease applied; /* what the NIC is configured by, while bound */
	bool bound;
};

struct net_leases {
	struct net_lease *items[VMCONFIG_MAX_NETWORKS]; /* count of them; never freed */
	size_t count;
};

/* Begin to ask for a lease for a NIC, which is up. nic: copied. Returns 0 or a negative errno. */
int net_lease_start(struct boot *b, const struct nic *nic, struct error *e);

/* Wait until every NIC that asked has its lease, and is configured by it. The routes of those that
 * have none at the deadline are added as well as they can be, and what is missing is noted
 * (nic_warn()); they go on asking. Blocks only in ppoll(2). */
void net_leases_wait(struct boot *b, uint64_t deadline_ns);

/* Write the descriptors to poll. Returns how many: at most max and VMCONFIG_MAX_NETWORKS. */
size_t net_leases_poll(const struct boot *b, struct pollfd *fds, size_t max);

/* When net_leases_handle() is to be called at the latest; 0: never. */
uint64_t net_leases_deadline_ns(const struct boot *b);

/* Take what came in, do what is due, and configure the NICs by it. Never waits. */
void net_leases_handle(struct boot *b, uint64_t now_ns);

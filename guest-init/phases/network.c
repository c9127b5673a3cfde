/* network.c - phase "network": the loopback always, the NICs as the config says.
 *
 * In this order, for all NICs: names, VLAN links, sysctls (some are an interface's own), then what
 * is up; so that no link carries a packet under a name or a rule that isn't its own. */
#include <errno.h>
#include <stdio.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/buttons.h"
#include "guest-init/nic.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/rtnl.h"
#include "guest-init/sys/sysctl.h"

/* A NIC that never came must not leave the others' DHCP servers without time to answer. */
#define MIN_DHCP_NS (3 * NS_PER_S)

/* The fields that speak of the first NIC only, as one of networks[]. */
struct guest_network {
	struct network network;
	char address[IP_CIDR_TEXT_SIZE];
	char *addresses[2];
};

struct nics {
	struct guest_network guest;
	struct nic items[VMCONFIG_MAX_NETWORKS];
	size_t count;
};

static void take_guest_fields(struct nics *nics, const struct vmconfig *c)
{
	struct guest_network *g = &nics->guest;

	snprintf(g->address, sizeof(g->address), "%s/%u", c->guest_ip, vmconfig_guest_prefix(c));
	g->addresses[0] = g->address;
	g->network.addresses = (struct strv){ .items = g->addresses, .count = 1 };
	g->network.gateway = c->guest_gw;
	nics->items[nics->count++] = (struct nic){ .config = &g->network };
}

static void take_networks(struct nics *nics, const struct vmconfig *c)
{
	if (c->network_enabled && c->guest_ip)
		take_guest_fields(nics, c);
	for (size_t i = 0; i < c->networks.count && nics->count < ARRAY_SIZE(nics->items); i++)
		nics->items[nics->count++] =
			(struct nic){ .config = vmconfig_network(c, i), .number = i };
}

static int load_modules(const struct boot *b, const struct nics *nics, struct error *e)
{
	bool vlan = false, dhcp = false;
	int r = boot_load_modules(b, "net", e);

	for (size_t i = 0; i < nics->count; i++) {
		vlan |= nics->items[i].config->vlan != 0;
		dhcp |= nics->items[i].config->dhcp == DHCP_IPV4;
	}
	if (r == 0 && vlan)
		r = boot_load_modules(b, "vlan", e);
	if (r == 0 && dhcp)
		r = boot_load_modules(b, "packet", e);
	return r;
}

/* Two that speak of one NIC are right only if each has a VLAN of its own on it. */
static const struct nic *find_owner(const struct nics *nics, const struct nic *nic)
{
	for (const struct nic *other = nics->items; other < nic; other++)
		if (other->index == nic->index && other->config->vlan == nic->config->vlan)
			return other;
	return NULL;
}

static void check_found(struct boot *b, struct nics *nics)
{
	struct error e = ERROR_INIT;

	for (size_t i = 0; i < nics->count; i++) {
		struct nic *nic = &nics->items[i];
		const struct nic *owner = nic->index ? find_owner(nics, nic) : NULL;

		if (nic->index && !owner)
			continue;
		if (owner)
			error_set(&e, EBUSY, "it is network %zu's already", owner->number);
		else if (nic->config->mac)
			error_set(&e, ENODEV, "there is no NIC %s", nic->config->mac);
		else
			error_set(&e, ENODEV, "there is no such NIC");
		nic_warn(b, nic, &e);
		nic->index = 0;
	}
}

static void drop_missing(struct nics *nics)
{
	size_t kept = 0;

	for (size_t i = 0; i < nics->count; i++)
		if (nics->items[i].index)
			nics->items[kept++] = nics->items[i];
	nics->count = kept;
}

static void find_and_name(struct boot *b, struct nics *nics, struct netlink *netlink)
{
	uint64_t deadline_ns = b->device_deadline_ns;
	struct error e = ERROR_INIT;

	if (nics->count && load_modules(b, nics, &e) < 0)
		boot_warn(b, &e);
	if (nics->count && nics_find(nics->items, nics->count, netlink, deadline_ns, &e) < 0)
		boot_warn(b, &e);
	check_found(b, nics);
	drop_missing(nics);
	for (size_t i = 0; i < nics->count; i++)
		if (nic_rename(&nics->items[i], nics->items, nics->count, netlink, &e) < 0)
			nic_warn(b, &nics->items[i], &e);
	for (size_t i = 0; i < nics->count; i++)
		if (nic_add_vlan(&nics->items[i], netlink, &e) < 0) {
			nic_warn(b, &nics->items[i], &e);
			nics->items[i].index = 0; /* its addresses belong on no other link */
		}
	drop_missing(nics);
}

static void set_sysctls(struct boot *b)
{
	const struct strmap *sysctls = &b->config.sysctls;
	struct error e = ERROR_INIT;

	for (size_t i = 0; i < sysctls->count; i++)
		if (sysctl_is_network(sysctls->items[i].name) &&
		    sysctl_write(sysctls->items[i].name, sysctls->items[i].value, &e) < 0)
			boot_warn(b, &e);
}

static void configure(struct boot *b, const struct nics *nics, struct netlink *netlink)
{
	uint64_t deadline_ns = boot_deadline_ns(b, MIN_DHCP_NS);
	struct error e = ERROR_INIT;

	for (size_t i = 0; i < nics->count; i++) {
		const struct nic *nic = &nics->items[i];

		nic_configure(b, nic, netlink);
		if (nic->config->dhcp == DHCP_IPV4 && net_lease_start(b, nic, &e) == 0)
			continue; /* its routes may need what the lease brings */
		if (nic->config->dhcp == DHCP_IPV4)
			nic_warn(b, nic, &e);
		nic_add_routes(b, nic, NULL, netlink);
	}
	if (b->leases.count)
		buttons_watch(b); /* the servers take their time */
	net_leases_wait(b, deadline_ns);
}

int phase_network(struct boot *b, struct error *e)
{
	struct netlink netlink = NETLINK_INIT;
	struct nics nics = { 0 };
	int r = rtnl_open(&netlink, e);

	if (r < 0)
		return r;
	take_networks(&nics, &b->config);
	find_and_name(b, &nics, &netlink);
	set_sysctls(b);
	r = rtnl_link_up(&netlink, RTNL_LOOPBACK_INDEX, e);
	configure(b, &nics, &netlink);
	netlink_close(&netlink);
	return r;
}

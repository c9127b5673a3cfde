/* nic.c - the NICs that the config speaks of: found and named. */
#include "guest-init/nic.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/mac.h"
#include "guest-init/sys/uevent.h"

/* dummy0, sit0, a VLAN link: they have no device behind them. */
static bool is_hardware(const struct rtnl_link *link)
{
	char path[sizeof("/sys/class/net//device") + IFNAMSIZ];

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", link->name);
	return link->has_mac && access(path, F_OK) == 0;
}

static int list_hardware(struct netlink *netlink, struct rtnl_links *ret, struct error *e)
{
	int r = rtnl_link_list(netlink, ret, e);
	size_t kept = 0;

	if (r < 0)
		return r;
	for (size_t i = 0; i < ret->count; i++)
		if (is_hardware(&ret->items[i]))
			ret->items[kept++] = ret->items[i];
	ret->count = kept;
	return 0;
}

static bool match(struct nic *nic, const struct rtnl_links *links)
{
	unsigned char mac[MAC_SIZE];
	size_t i = nic->number;

	if (nic->config->mac && mac_parse(nic->config->mac, mac) == 0)
		for (i = 0; i < links->count; i++)
			if (!memcmp(links->items[i].mac, mac, sizeof(mac)))
				break;
	if (i >= links->count)
		return false;
	nic->hardware = links->items[i];
	nic->index = nic->hardware.index;
	memcpy(nic->name, nic->hardware.name, sizeof(nic->name));
	return true;
}

static bool match_all(struct nic *nics, size_t count, const struct rtnl_links *links)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += match(&nics[i], links);
	return found == count;
}

int nics_find(struct nic *nics, size_t count, struct netlink *netlink, uint64_t deadline_ns,
	      struct error *e)
{
	auto_close int event_fd = uevent_open(e); /* before looking, so that none is missed */
	struct rtnl_links links;
	struct uevent event;
	int r;

	if (event_fd < 0)
		return event_fd;
	for (size_t i = 0; i < count; i++)
		snprintf(nics[i].name, sizeof(nics[i].name), "NIC %u", (unsigned)nics[i].number);
	for (;;) {
		r = list_hardware(netlink, &links, e);
		if (r < 0 || match_all(nics, count, &links))
			return r;
		do { /* a device's disks and ttys come by the hundred */
			r = uevent_wait(event_fd, deadline_ns, &event);
		} while (r == 0 && strcmp(event.subsystem, "net") != 0);
		if (r < 0 && r != -ENOBUFS)
			return 0;
	}
}

static void set_name(struct nic *all, size_t count, int index, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].index == index)
			snprintf(all[i].name, sizeof(all[i].name), "%s", name);
}

/* other has the name: over a third one, since no two can have one. */
static int swap_names(struct nic *nic, const struct rtnl_link *other, struct nic *all, size_t count,
		      struct netlink *netlink, struct error *e)
{
	char old[IFNAMSIZ], temporary[IFNAMSIZ];
	int r;

	snprintf(temporary, sizeof(temporary), "~%d", other->index);
	memcpy(old, nic->name, sizeof(old));
	r = rtnl_link_rename(netlink, other->index, temporary, e);
	if (r < 0)
		return r;
	r = rtnl_link_rename(netlink, nic->index, other->name, e);
	if (r < 0) {
		rtnl_link_rename(netlink, other->index, other->name, NULL);
		return r;
	}
	set_name(all, count, nic->index, other->name);
	set_name(all, count, other->index, temporary);
	r = rtnl_link_rename(netlink, other->index, old, e);
	if (r == 0)
		set_name(all, count, other->index, old);
	return r;
}

int nic_rename(struct nic *nic, struct nic *all, size_t count, struct netlink *netlink,
	       struct error *e)
{
	const char *name = nic->config->name;
	struct rtnl_link other;
	int r;

	if (!name || nic->config->vlan || !strcmp(name, nic->name))
		return 0;
	r = rtnl_link_by_name(netlink, name, &other, NULL);
	if (r == 0)
		return swap_names(nic, &other, all, count, netlink, e);
	if (r == -ENODEV)
		r = rtnl_link_rename(netlink, nic->index, name, e);
	else
		error_set(e, -r, "cannot rename it to %s: %m", name);
	if (r == 0)
		set_name(all, count, nic->index, name);
	return r;
}

int nic_add_vlan(struct nic *nic, struct netlink *netlink, struct error *e)
{
	const struct network *c = nic->config;
	char name[2 * IFNAMSIZ];
	int r;

	if (!c->vlan)
		return 0;
	if (c->name)
		snprintf(name, sizeof(name), "%s", c->name);
	else
		snprintf(name, sizeof(name), "%s.%u", nic->name, (unsigned)c->vlan);
	if (strlen(name) >= IFNAMSIZ)
		return error_set(e, ENAMETOOLONG, "cannot make VLAN link %s: %m", name);
	r = rtnl_link_add_vlan(netlink, nic->index, name, (uint16_t)c->vlan, &nic->index, e);
	if (r == 0)
		memcpy(nic->name, name, sizeof(nic->name));
	return r;
}

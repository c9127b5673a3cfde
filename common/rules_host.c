/* rules_host.c - what has to fit together across the fields of a config: the virtual machine's. */
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/vmconfig_rules.h"

static void check_nics(const struct vmconfig *c, struct diag_list *list)
{
	const struct host_nic *nics = c->host.nics.items;

	for (size_t i = 0; i < c->host.nics.count; i++)
		if (!!nics[i].tap + !!nics[i].network + !!nics[i].bridge != 1)
			diag_error(list, RULE_POINTER("/host/nics/%zu", i), "has not one of "
				   "\"tap\", \"network\" and \"bridge\" (exactly one)");
	for (size_t i = c->host.nics.count; c->host.nics.count && i < c->networks.count; i++)
		if (!vmconfig_network(c, i)->mac)
			diag_error(list, RULE_POINTER("/networks/%zu", i),
				   "has no NIC in \"host\" (one at the same index, or a \"mac\")");
}

/* The disk slots that volume_mounts takes: an overlay takes two. */
static size_t count_slots(const struct vmconfig *c)
{
	size_t slots = c->volume_mounts.count;

	for (size_t i = 0; i < c->volume_mounts.count; i++)
		slots += vmconfig_volume(c, i)->mode == VOLUME_OVERLAY;
	return slots;
}

static void check_slots(const struct vmconfig *c, struct diag_list *list)
{
	size_t count = c->host.disks.volumes.count, slots = count_slots(c);
	bool layered = object_has(&vmconfig_type, c, "rootfs"); /* its layers may be among them */

	if (!object_has(&host_type, &c->host, "disks"))
		return;
	if (count < slots || (count > slots && !layered))
		diag_error(list, "/host/disks", "has %zu volumes, but volume_mounts takes %zu "
			   "(an overlay takes two)", count, slots);
}

struct serial_list {
	const char *items[3 + 2 * VMCONFIG_MAX_VOLUMES];
	size_t count;
};

static void check_serial(struct serial_list *serials, const char *serial, const char *pointer,
			 struct diag_list *list)
{
	if (!serial)
		return;
	for (size_t i = 0; i < serials->count; i++)
		if (!strcmp(serials->items[i], serial)) {
			diag_error(list, pointer, "\"%.20s\" is the serial of another disk already",
				   serial);
			return;
		}
	serials->items[serials->count++] = serial;
}

static void check_serials(const struct host_disks *disks, struct diag_list *list)
{
	const struct host_disk *volumes = disks->volumes.items;
	struct serial_list serials = { .count = 0 };

	check_serial(&serials, disks->rootfs.serial, "/host/disks/rootfs/serial", list);
	check_serial(&serials, disks->overlay.serial, "/host/disks/overlay/serial", list);
	check_serial(&serials, disks->config.serial, "/host/disks/config/serial", list);
	for (size_t i = 0; i < disks->volumes.count; i++)
		check_serial(&serials, volumes[i].serial,
			     RULE_POINTER("/host/disks/volumes/%zu/serial", i), list);
}

static void check_secrets(const struct vmconfig *c, struct diag_list *list)
{
	const struct secret *secrets = c->secrets.items;

	for (size_t i = 0; i < c->secrets.count; i++)
		for (size_t j = 0; j < i; j++)
			if (secrets[i].name && secrets[j].name &&
			    !strcmp(secrets[i].name, secrets[j].name)) {
				diag_error(list, RULE_POINTER("/secrets/%zu/name", i),
					   "\"%.64s\" is secret %zu already", secrets[i].name, j);
				break;
			}
}

static void check_console(const struct host_console *console, struct diag_list *list)
{
	if (console->mode == CONSOLE_FILE && !console->path)
		diag_error(list, "/host/console", "mode file needs \"path\"");
	if (console->mode != CONSOLE_FILE && console->path)
		diag_error(list, "/host/console/path", "is only for mode file");
}

void vmconfig_check_host(const struct vmconfig *c, struct diag_list *list)
{
	check_secrets(c, list);
	check_nics(c, list);
	check_slots(c, list);
	check_serials(&c->host.disks, list);
	check_console(&c->host.console, list);
}

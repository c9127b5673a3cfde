/* target_cocoon.c - cocoon's VM record, with its boot_config. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/lib/build.h"
#include "host-tools/vmdef/cocoon.h"
#include "host-tools/vmdef/image_size.h"
#include "host-tools/vmdef/targets.h"
#include "host-tools/vmdef/timestamp.h"
#include "host-tools/vmdef/value_checks.h"

#define QUEUE_SIZE 256

/* The record's serials are required: what the spec leaves open gets cocoon's own names. */
static const char *serial_of(const struct vm_disk *d)
{
	static const char *const names[] = {
		[VM_DISK_ROOTFS] = COCOON_LAYER_SERIAL, [VM_DISK_OVERLAY] = COCOON_COW_SERIAL,
		[VM_DISK_CONFIG] = COCOON_CONFIG_SERIAL,
	};

	if (d->serial)
		return d->serial;
	return d->role == VM_DISK_VOLUME ? d->slot : names[d->role];
}

static const struct vm_disk *find_disk(const struct vm *vm, enum vm_disk_role role)
{
	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++)
		if (d->role == role)
			return d;
	return NULL;
}

static char *extra_cmdline(const struct render *r)
{
	const struct vm_disk *layer = find_disk(r->vm, VM_DISK_ROOTFS);
	const struct vm_disk *cow = find_disk(r->vm, VM_DISK_OVERLAY);
	char *text;

	return asprintf(&text, "%s%s%s%s", layer ? " cocoon.layers=" : "",
			layer ? serial_of(layer) : "", cow ? " cocoon.cow=" : "",
			cow ? serial_of(cow) : "") < 0 ? NULL : text;
}

/* The first address that the guest is given, if it is IPv4: all that a record can hold. */
static void add_address(struct build *b, cJSON *nic, const struct vmconfig *c,
			const struct vm_nic *n, size_t i)
{
	const struct strv *addresses = n->guest ? &n->guest->addresses : NULL;
	const char *cidr = addresses && addresses->count ? addresses->items[0] : NULL;
	size_t len = cidr ? strcspn(cidr, "/") : 0;
	cJSON *network;

	if (cidr && strchr(cidr, '.')) {
		network = build_object(b, nic, "network");
		build_format(b, network, "ip", "%.*s", (int)len, cidr);
		build_string(b, network, "gateway", n->guest->gateway);
		build_number(b, network, "prefix", strtod(cidr + len + 1, NULL));
	} else if (!n->guest && !i && c->network_enabled && !check_ipv4(c->guest_ip)) {
		network = build_object(b, nic, "network");
		build_string(b, network, "ip", c->guest_ip);
		build_string(b, network, "gateway", c->guest_gw);
		build_number(b, network, "prefix", vmconfig_guest_prefix(c));
	}
}

static void add_nics(struct build *b, cJSON *root, const struct vm *vm)
{
	cJSON *nics = vm->nic_count ? build_array(b, root, "network_configs") : NULL;

	for (size_t i = 0; i < vm->nic_count; i++) {
		const struct vm_nic *n = &vm->nics[i];
		cJSON *nic = build_object(b, nics, NULL);

		build_string(b, nic, "tap", n->tap ? n->tap : "");
		build_string(b, nic, "mac", n->mac);
		build_number(b, nic, "num_queues", 2 * (double)vm->host->vcpus);
		build_number(b, nic, "queue_size", QUEUE_SIZE);
		build_string(b, nic, "backend", n->bridge ? "bridge" : "cni");
		build_string(b, nic, "bridge_dev", n->bridge);
		add_address(b, nic, vm->config, n, i);
	}
}

static void add_disks(struct build *b, cJSON *root, const struct vm *vm)
{
	static const char *const roles[] = { /* newer versions refuse a disk without one */
		[VM_DISK_ROOTFS] = "layer", [VM_DISK_OVERLAY] = "cow", [VM_DISK_CONFIG] = "data",
		[VM_DISK_VOLUME] = "data",
	};
	cJSON *disks = build_array(b, root, "storage_configs");

	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++) {
		cJSON *disk = build_object(b, disks, NULL);

		build_string(b, disk, "path", d->path);
		build_bool(b, disk, "ro", d->readonly);
		build_string(b, disk, "serial", serial_of(d));
		build_string(b, disk, "role", roles[d->role]);
	}
}

static void add_config(struct build *b, cJSON *root, const struct vm *vm)
{
	const struct vm_disk *cow = find_disk(vm, VM_DISK_OVERLAY);
	const struct host *h = vm->host;
	cJSON *config = build_object(b, root, "config");
	uint64_t size = 0;

	if (cow)
		image_size(cow->path, cow->format, &size); /* 0 where it isn't made yet */
	build_string(b, config, "name", h->name);
	build_number(b, config, "cpu", (double)h->vcpus);
	build_number(b, config, "memory", (double)h->memory_mib * (1 << 20));
	build_number(b, config, "storage", (double)size);
	build_string(b, config, "image", vm->disks[0].path);
}

static cJSON *render(const struct render *r)
{
	const struct host *h = r->vm->host;
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject(), *boot;
	char created[TIMESTAMP_SIZE];

	timestamp_format(r->created, created);
	build_string(&b, root, "id", h->uuid ? h->uuid : h->name);
	build_string(&b, root, "hypervisor", "cloud-hypervisor");
	build_string(&b, root, "state", "created");
	add_config(&b, root, r->vm);
	build_number(&b, root, "pid", 0);
	add_nics(&b, root, r->vm);
	add_disks(&b, root, r->vm);
	build_bool(&b, root, "first_booted", false);
	build_string(&b, root, "created_at", created);
	build_string(&b, root, "updated_at", created);
	boot = build_object(&b, root, "boot_config");
	build_string(&b, boot, "kernel_path", h->kernel);
	build_string(&b, boot, "initrd_path", h->initrd);
	build_string(&b, boot, "cmdline", r->cmdline);
	return build_end(&b, root);
}

/* The guest's command line lists serials, with commas between them. */
static void check_serial(const struct vm *vm, const struct vm_disk *d, struct diag_list *list)
{
	const char *serial = serial_of(d);

	if (strpbrk(serial, " ,\""))
		diag_error(list, d->pointer, "its serial \"%s\" has a blank, comma or quote, which "
			   "cocoon's command line can't carry", serial);
	for (const struct vm_disk *other = vm->disks; other < d; other++)
		if (!strcmp(serial, serial_of(other)))
			diag_error(list, d->pointer, "has the serial \"%s\", which cocoon needs "
				   "for another disk", serial);
}

static void check(const struct render *r, struct diag_list *list)
{
	const struct vm *vm = r->vm;

	if (!vm->host->name || check_cocoon_name(vm->host->name))
		diag_error(list, vm->host->name ? "/host/name" : "/host", "cocoon needs a name "
			   "(1 to 63 of a-z, A-Z, 0-9, '.', '_' and '-', a letter or digit first)");
	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++)
		if (!n->mac)
			diag_error(list, n->pointer, "\"mac\" is missing (cocoon needs it)");
	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++)
		check_serial(vm, d, list);
}

const struct target target_cocoon = {
	.name = "cocoon",
	.help = "VM record, with boot_config",
	.console = "hvc0",
	.extra_cmdline = extra_cmdline,
	.cannot = {
		[VM_QCOW2] = "a record has no field for a disk's format",
		[VM_NIC_NETWORK] = "a NIC has a TAP device or a bridge",
		[VM_NIC_MTU] = "a NIC has no mtu",
		[VM_VSOCK] = "it has no vsock",
		[VM_CONSOLE_OFF] = "it has no field for the console",
		[VM_CONSOLE_FILE] = "it has no field for the console",
	},
	.check = check,
	.render = render,
};

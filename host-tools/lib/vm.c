/* vm.c - from a spec to the machine: disks in the contract's order, NICs, what has to be there. */
#include "host-tools/lib/vm.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"

void vm_slot_name(size_t index, char ret[static VM_SLOT_SIZE])
{
	if (index < 26)
		snprintf(ret, VM_SLOT_SIZE, "vd%c", (char)('a' + index));
	else
		snprintf(ret, VM_SLOT_SIZE, "vd%c%c", (char)('a' + (index / 26 - 1) % 26),
			 (char)('a' + index % 26));
}

static struct vm_disk *add_disk(struct vm *vm, enum vm_disk_role role, const struct host_disk *d)
{
	struct vm_disk *disk = &vm->disks[vm->disk_count];

	*disk = (struct vm_disk){
		.role = role, .path = d->path, .serial = d->serial, .readonly = d->readonly,
		.format = (enum disk_format)d->format,
	};
	vm_slot_name(vm->disk_count++, disk->slot);
	return disk;
}

static void add_named_disk(struct vm *vm, enum vm_disk_role role, const char *name,
			   const struct host_disk *d)
{
	struct vm_disk *disk;

	if (!object_has(&host_disks_type, &vm->host->disks, name))
		return;
	disk = add_disk(vm, role, d);
	snprintf(disk->pointer, sizeof(disk->pointer), "/host/disks/%s", name);
}

static void add_disks(struct vm *vm, struct diag_list *list)
{
	const struct host_disks *disks = &vm->host->disks;
	const struct vmconfig *c = vm->config;

	add_named_disk(vm, VM_DISK_ROOTFS, "rootfs", &disks->rootfs);
	add_named_disk(vm, VM_DISK_OVERLAY, "overlay", &disks->overlay);
	add_named_disk(vm, VM_DISK_CONFIG, "config", &disks->config);
	for (size_t i = 0; i < disks->volumes.count; i++) {
		const struct host_disk *volumes = disks->volumes.items;
		struct vm_disk *disk = add_disk(vm, VM_DISK_VOLUME, &volumes[i]);

		snprintf(disk->pointer, sizeof(disk->pointer), "/host/disks/volumes/%zu", i);
	}
	if (!object_has(&host_disks_type, disks, "rootfs") && !c->rootfs.layers.count)
		diag_error(list, "/host/disks", "\"rootfs\" is missing (the disk of the root)");
	if (!object_has(&host_disks_type, disks, "config"))
		diag_error(list, "/host/disks",
			   "\"config\" is missing (the disk that mkconfigdisk writes)");
	if (!object_has(&host_disks_type, disks, "overlay") && !c->rootfs.readonly &&
	    c->rootfs.upper && !strcmp(c->rootfs.upper, "/dev/vdb"))
		diag_error(list, "/host/disks", "\"overlay\" is missing (the disk that takes the "
			   "root's writes; or set rootfs.upper, or rootfs.readonly)");
}

static void add_nic(struct vm *vm, size_t i, struct diag_list *list)
{
	const struct host_nic *nics = vm->host->nics.items, *h = &nics[i];
	struct vm_nic *nic = &vm->nics[vm->nic_count++];

	*nic = (struct vm_nic){
		.tap = h->tap, .network = h->network, .bridge = h->bridge, .mac = h->mac,
		.mtu = h->mtu,
	};
	snprintf(nic->pointer, sizeof(nic->pointer), "/host/nics/%zu", i);
	if (i >= vm->config->networks.count)
		return;
	nic->guest = vmconfig_network(vm->config, i);
	if (!nic->mac)
		nic->mac = nic->guest->mac;
	else if (nic->guest->mac && strcasecmp(nic->mac, nic->guest->mac))
		diag_error(list, nic->pointer, "its mac is %s, but that of networks[%zu] is %s "
			   "(they are one NIC)", nic->mac, i, nic->guest->mac);
}

static void add_nics(struct vm *vm, struct diag_list *list)
{
	for (size_t i = 0; i < vm->host->nics.count; i++)
		add_nic(vm, i, list);
	for (size_t i = vm->nic_count; i < vm->config->networks.count; i++) {
		char pointer[VM_POINTER_SIZE];

		snprintf(pointer, sizeof(pointer), "/networks/%zu", i);
		diag_error(list, pointer, "has no NIC (host.nics[%zu] is expected)", i);
	}
	if (vm->config->network_enabled && !vm->nic_count)
		diag_error(list, "/network_enabled", "is true, but host.nics is empty");
}

static void check_text(const char *text, const char *pointer, struct diag_list *list)
{
	if (text && text_has_control(text))
		diag_error(list, pointer, "contains a control character");
}

static void check_texts(const struct vm *vm, struct diag_list *list)
{
	const struct host *h = vm->host;

	check_text(h->name, "/host/name", list);
	check_text(h->kernel, "/host/kernel", list);
	check_text(h->initrd, "/host/initrd", list);
	check_text(h->vsock.socket, "/host/vsock/socket", list);
	check_text(h->console.path, "/host/console/path", list);
	for (size_t i = 0; i < vm->disk_count; i++)
		check_text(vm->disks[i].path, vm->disks[i].pointer, list);
	for (size_t i = 0; i < vm->nic_count; i++)
		check_text(vm->nics[i].network, vm->nics[i].pointer, list);
}

static void check_host(const struct host *h, struct diag_list *list)
{
	if (!h->kernel)
		diag_error(list, "/host", "\"kernel\" is missing (the kernel to boot)");
}

void vm_make(const struct vmconfig *config, struct vm *ret, struct diag_list *list)
{
	*ret = (struct vm){ .config = config, .host = &config->host };
	if (!object_has(&vmconfig_type, config, "host")) {
		diag_error(list, "", "\"host\" is missing (the virtual machine itself)");
		return;
	}
	ret->has_vsock = object_has(&host_type, ret->host, "vsock");
	check_host(ret->host, list);
	add_disks(ret, list);
	add_nics(ret, list);
	check_texts(ret, list);
	if (!diag_failed(list))
		vm_match_mounts(ret, list);
}

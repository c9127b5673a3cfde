/* vm_mounts.c - the disks that the config mounts are the disks that the machine has. */
#include <stdio.h>
#include <string.h>

#include "common/selector.h"
#include "host-tools/lib/vm.h"

enum access { ACCESS_READ, ACCESS_WRITE };

/* A device that the config names, and the disk it means when its serial is nobody's yet. */
struct reference {
	const char *device;
	char pointer[VM_POINTER_SIZE];
	size_t slot; /* index of that disk; may be past the last */
	enum access access;
};

static struct vm_disk *by_serial(struct vm *vm, const char *serial)
{
	for (size_t i = 0; i < vm->disk_count; i++)
		if (vm->disks[i].serial && !strcmp(vm->disks[i].serial, serial))
			return &vm->disks[i];
	return NULL;
}

static struct vm_disk *take_serial(struct vm *vm, const struct reference *ref, const char *serial,
				   struct diag_list *list)
{
	struct vm_disk *disk = by_serial(vm, serial);

	if (disk)
		return disk;
	if (ref->slot >= vm->disk_count) {
		diag_error(list, ref->pointer, "no disk has the serial \"%s\"", serial);
		return NULL;
	}
	disk = &vm->disks[ref->slot];
	if (disk->serial) {
		diag_error(list, ref->pointer, "no disk has the serial \"%s\" (that of %s, which "
			   "is in its place, is \"%s\")", serial, disk->pointer, disk->serial);
		return NULL;
	}
	disk->serial = serial;
	return disk;
}

static struct vm_disk *by_path(struct vm *vm, const struct reference *ref, const char *path,
			       struct diag_list *list)
{
	for (size_t i = 0; i < vm->disk_count; i++)
		if (!strcmp(vm->disks[i].slot, path + strlen("/dev/")))
			return &vm->disks[i];
	if (!strncmp(path, "/dev/vd", 7))
		diag_error(list, ref->pointer, "the machine has no disk %s (its last one is %s)",
			   path, vm->disks[vm->disk_count - 1].slot);
	return NULL; /* another kind of device is the guest's own business */
}

/* The disk that a device means; NULL when that isn't known, or wrong. */
static struct vm_disk *resolve(struct vm *vm, const struct reference *ref, struct diag_list *list)
{
	struct selector s;

	if (selector_parse(ref->device, &s) < 0)
		return NULL;
	switch (s.kind) {
	case SELECTOR_SERIAL:
		return take_serial(vm, ref, ref->device + s.value_at, list);
	case SELECTOR_PATH:
		return by_path(vm, ref, selector_value(&s), list);
	default: /* what is written on the disk isn't known here */
		return NULL;
	}
}

struct use {
	bool read, written;
};

static void note(struct vm *vm, const struct reference *ref, struct use uses[static VM_MAX_DISKS],
		 struct diag_list *list)
{
	struct vm_disk *disk = resolve(vm, ref, list);

	if (!disk)
		return;
	if (ref->access == ACCESS_WRITE)
		uses[disk - vm->disks].written = true;
	else
		uses[disk - vm->disks].read = true;
	if (ref->access == ACCESS_WRITE && disk->readonly)
		diag_error(list, ref->pointer, "is written to, but %s is read-only", disk->pointer);
}

static void match_root(struct vm *vm, struct use uses[static VM_MAX_DISKS], struct diag_list *list)
{
	const struct rootfs *root = &vm->config->rootfs;
	bool writable = !root->readonly && root->upper && strcmp(root->upper, ROOTFS_UPPER_TMPFS);
	struct reference ref = { .access = ACCESS_READ };

	if (!root->layers.count)
		uses[0].read = true;
	for (size_t i = 0; i < root->layers.count; i++) {
		ref.device = root->layers.items[i];
		ref.slot = i ? VM_MAX_DISKS : 0;
		snprintf(ref.pointer, sizeof(ref.pointer), "/rootfs/layers/%zu", i);
		note(vm, &ref, uses, list);
	}
	if (!writable)
		return;
	ref = (struct reference){ .device = root->upper, .pointer = "/rootfs/upper", .slot = 1,
				  .access = ACCESS_WRITE };
	note(vm, &ref, uses, list);
}

/* The first volume's index among the disks. */
static size_t first_volume(const struct vm *vm)
{
	size_t i = 0;

	while (i < vm->disk_count && vm->disks[i].role != VM_DISK_VOLUME)
		i++;
	return i;
}

static void match_volumes(struct vm *vm, struct use uses[static VM_MAX_DISKS],
			  struct diag_list *list)
{
	size_t slot = first_volume(vm);

	for (size_t i = 0; i < vm->config->volume_mounts.count; i++) {
		const struct volume *v = vmconfig_volume(vm->config, i);
		struct reference ref = { .device = v->device, .slot = slot };

		slot++;
		ref.access = v->mode == VOLUME_RW ? ACCESS_WRITE : ACCESS_READ;
		snprintf(ref.pointer, sizeof(ref.pointer), "/volume_mounts/%zu/device", i);
		note(vm, &ref, uses, list);
		if (v->mode != VOLUME_OVERLAY)
			continue;
		ref = (struct reference){ .device = v->overlay_device, .slot = slot,
					  .access = ACCESS_WRITE };
		slot++;
		snprintf(ref.pointer, sizeof(ref.pointer), "/volume_mounts/%zu/overlay_device", i);
		note(vm, &ref, uses, list);
	}
}

/* True when the spec itself says whether the disk is read-only. */
static bool says_readonly(const struct vm *vm, size_t i)
{
	const struct host_disks *disks = &vm->host->disks;
	const struct host_disk *volumes = disks->volumes.items;
	const struct host_disk *d;

	switch (vm->disks[i].role) {
	case VM_DISK_ROOTFS:
		d = &disks->rootfs;
		break;
	case VM_DISK_OVERLAY:
		d = &disks->overlay;
		break;
	case VM_DISK_CONFIG:
		d = &disks->config;
		break;
	default:
		d = &volumes[i - first_volume(vm)];
	}
	return object_has(&host_disk_type, d, "readonly");
}

void vm_match_mounts(struct vm *vm, struct diag_list *list)
{
	struct use uses[VM_MAX_DISKS] = { 0 };

	match_root(vm, uses, list);
	match_volumes(vm, uses, list);
	for (size_t i = 0; i < vm->disk_count; i++)
		if (uses[i].read && !uses[i].written && !says_readonly(vm, i))
			vm->disks[i].readonly = true;
}

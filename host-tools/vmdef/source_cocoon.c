/* source_cocoon.c - cocoon's VM record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/ip.h"
#include "common/json.h"
#include "host-tools/vmdef/cocoon.h"
#include "host-tools/vmdef/sources.h"
#include "host-tools/vmdef/spec_out.h"
#include "host-tools/vmdef/value_checks.h"

struct cocoon_address {
	uint64_t set;
	char *ip, *gateway;
	int64_t prefix;
};

struct cocoon_network {
	uint64_t set;
	char *tap, *mac;
	int64_t num_queues, queue_size;
	char *backend, *bridge_dev, *netns_path;
	struct cocoon_address network;
};

struct cocoon_storage {
	uint64_t set;
	char *path;
	bool ro;
	char *serial;
	char *role, *mount_point, *fstype; /* of later versions */
};

struct cocoon_boot {
	uint64_t set;
	char *kernel_path, *initrd_path, *cmdline, *firmware_path;
};

struct cocoon_config {
	uint64_t set;
	char *name;
	int64_t cpu, memory, storage, queue_size, disk_queue_size;
	char *image, *network;
	bool no_direct_io, windows;
};

struct cocoon_vm {
	uint64_t set;
	char *id, *hypervisor;
	int state;
	struct cocoon_config config;
	int64_t pid;
	char *socket_path;
	struct objv network_configs, storage_configs;
	bool first_booted;
	cJSON *snapshot_ids;
	char *created_at, *updated_at, *started_at, *stopped_at;
	struct cocoon_boot boot_config;
};

static const char *const state_names[] = { "creating", "created", "running", "stopped", "error",
					   NULL };
enum { STATE_RUNNING = 2 };

#define REQUIRED .flags = FIELD_REQUIRED
#define OPTIONAL .flags = FIELD_EMPTY_IS_ABSENT /* omitempty: "" is never written */

static const char *check_backend(const char *value)
{
	return strcmp(value, "cni") && strcmp(value, "bridge") ? "is not one of cni, bridge" : NULL;
}

static const char *check_hypervisor(const char *value)
{
	return strcmp(value, "cloud-hypervisor") && strcmp(value, "firecracker") ?
		       "is not one of cloud-hypervisor, firecracker" : NULL;
}

static const struct field address_fields[] = {
	F_STRING(struct cocoon_address, ip, "Dotted decimal.", OPTIONAL, .check = check_ipv4),
	F_STRING(struct cocoon_address, gateway, "Dotted decimal.", OPTIONAL, .check = check_ipv4),
	F_INT(struct cocoon_address, prefix, 0, 32, "The prefix's length."),
};
static const struct object_type address_type =
	OBJECT_TYPE(struct cocoon_address, "address", address_fields);

static const struct field network_fields[] = {
	F_STRING(struct cocoon_network, tap, "The TAP device.", REQUIRED),
	F_STRING(struct cocoon_network, mac, "The NIC's address.", REQUIRED,
		 .check = check_any_mac),
	F_INT(struct cocoon_network, num_queues, 0, INT32_MAX, "Virtio queues.", REQUIRED),
	F_INT(struct cocoon_network, queue_size, 0, 32768, "Entries of a queue.", REQUIRED),
	F_STRING(struct cocoon_network, backend, "What made the NIC.", OPTIONAL,
		 .check = check_backend),
	F_STRING(struct cocoon_network, bridge_dev, "The bridge.", OPTIONAL,
		 .check = check_interface),
	F_STRING(struct cocoon_network, netns_path, "The TAP device's namespace.", OPTIONAL),
	F_OBJECT(struct cocoon_network, network, struct cocoon_address, &address_type,
		 "The guest's address; without it, DHCP."),
};
static const struct object_type network_type =
	OBJECT_TYPE(struct cocoon_network, "network", network_fields);

static const struct field storage_fields[] = {
	F_STRING(struct cocoon_storage, path, "The image or device.", REQUIRED,
		 .check = check_not_empty),
	F_BOOL(struct cocoon_storage, ro, "Read-only.", REQUIRED),
	F_STRING(struct cocoon_storage, serial, "The disk's serial.", REQUIRED,
		 .check = check_serial),
	F_STRING(struct cocoon_storage, role, "What it is for.", OPTIONAL),
	F_STRING(struct cocoon_storage, mount_point, "Where a data disk goes.", OPTIONAL),
	F_STRING(struct cocoon_storage, fstype, "A data disk's filesystem.", OPTIONAL),
};
static const struct object_type storage_type =
	OBJECT_TYPE(struct cocoon_storage, "storage", storage_fields);

static const struct field boot_fields[] = {
	F_STRING(struct cocoon_boot, kernel_path, "The kernel.", OPTIONAL),
	F_STRING(struct cocoon_boot, initrd_path, "The initrd.", OPTIONAL),
	F_STRING(struct cocoon_boot, cmdline, "The kernel's command line.", OPTIONAL),
	F_STRING(struct cocoon_boot, firmware_path, "UEFI firmware.", OPTIONAL),
};
static const struct object_type boot_type = OBJECT_TYPE(struct cocoon_boot, "boot", boot_fields);

static const struct field config_fields[] = {
	F_STRING(struct cocoon_config, name, "The VM's name.", REQUIRED,
		 .check = check_cocoon_name),
	F_INT(struct cocoon_config, cpu, 1, INT32_MAX, "Virtual CPUs.", REQUIRED),
	F_INT(struct cocoon_config, memory, 1, JSON_MAX_INTEGER, "Memory.", REQUIRED,
	      .unit = "bytes"),
	F_INT(struct cocoon_config, storage, 0, JSON_MAX_INTEGER, "The COW disk's size.", REQUIRED,
	      .unit = "bytes"),
	F_INT(struct cocoon_config, queue_size, 0, 32768, "Entries of a NIC's queue."),
	F_INT(struct cocoon_config, disk_queue_size, 0, 32768, "Entries of a disk's queue."),
	F_STRING(struct cocoon_config, image, "The image.", REQUIRED),
	F_STRING(struct cocoon_config, network, "The CNI configuration.", OPTIONAL),
	F_BOOL(struct cocoon_config, no_direct_io, "No O_DIRECT on writable disks."),
	F_BOOL(struct cocoon_config, windows, "A Windows guest."),
};
static const struct object_type config_type =
	OBJECT_TYPE(struct cocoon_config, "config", config_fields);

static const struct field vm_fields[] = {
	F_STRING(struct cocoon_vm, id, "The VM's id.", REQUIRED, .check = check_not_empty),
	F_STRING(struct cocoon_vm, hypervisor, "The VMM.", OPTIONAL, .check = check_hypervisor),
	F_ENUM(struct cocoon_vm, state, state_names, "Its state.", REQUIRED),
	F_OBJECT(struct cocoon_vm, config, struct cocoon_config, &config_type,
		 "What was asked for.", REQUIRED),
	F_INT(struct cocoon_vm, pid, 0, INT32_MAX, "The VMM's process, while it runs.", REQUIRED),
	F_STRING(struct cocoon_vm, socket_path, "The VMM's socket.", OPTIONAL,
		 .check = check_socket_path),
	F_OBJV(struct cocoon_vm, network_configs, &network_type, "The NICs."),
	F_OBJV(struct cocoon_vm, storage_configs, &storage_type, "The disks."),
	F_BOOL(struct cocoon_vm, first_booted, "It has been started.", REQUIRED),
	F_JSON(struct cocoon_vm, snapshot_ids, "Its snapshots."),
	F_STRING(struct cocoon_vm, created_at, "RFC 3339.", REQUIRED, .check = check_rfc3339),
	F_STRING(struct cocoon_vm, updated_at, "RFC 3339.", REQUIRED, .check = check_rfc3339),
	F_STRING(struct cocoon_vm, started_at, "RFC 3339.", .check = check_rfc3339),
	F_STRING(struct cocoon_vm, stopped_at, "RFC 3339.", .check = check_rfc3339),
	F_OBJECT(struct cocoon_vm, boot_config, struct cocoon_boot, &boot_type, "How it boots."),
};
static const struct object_type vm_type = OBJECT_TYPE(struct cocoon_vm, "cocoon VM", vm_fields);

static void check_nic(const struct cocoon_network *n, size_t i, struct diag_list *list)
{
	bool bridge = n->backend && !strcmp(n->backend, "bridge");
	char pointer[64];

	snprintf(pointer, sizeof(pointer), "/network_configs/%zu", i);
	if (bridge && !n->bridge_dev)
		diag_error(list, pointer, "backend bridge needs \"bridge_dev\"");
	if (!bridge && n->bridge_dev)
		diag_error(list, pointer, "\"bridge_dev\" is only for backend bridge");
	if (n->network.gateway && !n->network.ip)
		diag_error(list, pointer, "its network has a gateway, but no ip");
	if (n->network.ip && !n->network.prefix)
		diag_error(list, pointer, "its network has an ip, but no prefix");
}

/* Equal serials become neighbours, the first disk first: they lie in one array. */
static int by_serial(const void *pa, const void *pb)
{
	const struct cocoon_storage *const *a = pa, *const *b = pb;
	int order = strcmp((*a)->serial, (*b)->serial);

	return order ? order : (*a > *b) - (*a < *b);
}

static void check_serials(const struct objv *storage, struct diag_list *list)
{
	const struct cocoon_storage *disks = storage->items;
	auto_free const struct cocoon_storage **sorted = calloc(storage->count + 1,
								sizeof(struct cocoon_storage *));
	size_t count = 0;

	if (!sorted) {
		list->incomplete = true;
		return;
	}
	for (size_t i = 0; i < storage->count; i++)
		if (disks[i].serial)
			sorted[count++] = &disks[i];
	qsort(sorted, count, sizeof(struct cocoon_storage *), by_serial);
	for (size_t i = 1; i < count; i++) {
		char pointer[64];

		if (strcmp(sorted[i - 1]->serial, sorted[i]->serial))
			continue;
		snprintf(pointer, sizeof(pointer), "/storage_configs/%td/serial",
			 sorted[i] - disks);
		diag_error(list, pointer, "is that of storage_configs[%td] already",
			   sorted[i - 1] - disks);
	}
}

static void check_boot(const struct cocoon_boot *b, struct diag_list *list)
{
	if (b->kernel_path && b->firmware_path)
		diag_error(list, "/boot_config",
			   "boots by kernel_path or by firmware_path, not both");
	if (!b->kernel_path && (b->initrd_path || b->cmdline))
		diag_error(list, "/boot_config", "initrd_path and cmdline need \"kernel_path\"");
}

static void check(const void *object, const struct source_context *context, struct diag_list *list)
{
	const struct cocoon_vm *vm = object;
	const struct cocoon_network *nics = vm->network_configs.items;

	(void)context;
	if (vm->pid && vm->state != STATE_RUNNING)
		diag_error(list, "/pid", "is set only while state is running");
	if (object_has(&vm_type, vm, "pid") && !vm->pid && vm->state == STATE_RUNNING)
		diag_error(list, "/pid", "is 0, but state is running");
	for (size_t i = 0; i < vm->network_configs.count; i++)
		check_nic(&nics[i], i, list);
	check_serials(&vm->storage_configs, list);
	check_boot(&vm->boot_config, list);
}

static void add_nic(struct spec_out *o, const struct cocoon_network *n)
{
	bool bridge = n->bridge_dev && !*n->tap;
	cJSON *network = spec_out_nic(o, bridge ? "bridge" : "tap", bridge ? n->bridge_dev : n->tap,
				      n->mac, 0);

	if (!n->network.ip) {
		spec_out_dhcp(o, network);
		return;
	}
	build_format(&o->build, build_array(&o->build, network, "addresses"), NULL, "%s/%lld",
		     n->network.ip, (long long)n->network.prefix);
	build_string(&o->build, network, "gateway", n->network.gateway);
}

static bool is_layer(const struct cocoon_storage *s)
{
	return s->role ? !strcmp(s->role, "layer") : !strncmp(s->serial, "cocoon-layer", 12);
}

static bool is_cow(const struct cocoon_storage *s)
{
	return s->role ? !strcmp(s->role, "cow") : !strcmp(s->serial, COCOON_COW_SERIAL);
}

static void add_mount(struct spec_out *o, cJSON *mounts, const struct cocoon_storage *s)
{
	cJSON *mount = build_object(&o->build, mounts, NULL);

	build_format(&o->build, mount, "device", "serial:%s", s->serial);
	build_string(&o->build, mount, "path", s->mount_point);
	build_string(&o->build, mount, "mode", s->ro ? "ro" : "rw");
	build_string(&o->build, mount, "fstype", s->fstype);
}

/* Layers and the COW disk are found by their serials, wherever they are attached. */
static void add_root(struct spec_out *o, const struct cocoon_vm *vm)
{
	const struct cocoon_storage *disks = vm->storage_configs.items;
	cJSON *root = NULL, *layers = NULL, *mounts = NULL;

	for (size_t i = 0; i < vm->storage_configs.count; i++) {
		const struct cocoon_storage *s = &disks[i];

		if ((is_layer(s) || is_cow(s)) && !root)
			root = build_object(&o->build, o->root, "rootfs");
		if (is_layer(s) && !layers)
			layers = build_array(&o->build, root, "layers");
		if (is_layer(s))
			build_format(&o->build, layers, NULL, "serial:%s", s->serial);
		else if (is_cow(s))
			build_format(&o->build, root, "upper", "serial:%s", s->serial);
		if (s->mount_point && !mounts)
			mounts = build_array(&o->build, o->root, "volume_mounts");
		if (s->mount_point)
			add_mount(o, mounts, s);
	}
}

/* A record has no config disk, but one that was made of a spec. */
static void add_disks(struct spec_out *o, const struct cocoon_vm *vm)
{
	const struct cocoon_storage *disks = vm->storage_configs.items;
	bool has_layer = false, has_cow = false;

	for (size_t i = 0; i < vm->storage_configs.count; i++) {
		const struct cocoon_storage *s = &disks[i];
		const char *role = NULL;

		if (is_layer(s) && !has_layer)
			role = "rootfs";
		else if (is_cow(s) && !has_cow)
			role = "overlay";
		else if (!strcmp(s->serial, COCOON_CONFIG_SERIAL))
			role = "config";
		has_layer |= is_layer(s);
		has_cow |= is_cow(s);
		spec_out_disk(o, role, s->path, s->ro, NULL, s->serial);
	}
}

static cJSON *to_spec(const void *object, struct diag_list *list)
{
	const struct cocoon_vm *vm = object;
	const struct cocoon_network *nics = vm->network_configs.items;
	struct spec_out o;

	spec_out_begin(&o, list);
	spec_out_name(&o, vm->config.name, "/config/name");
	spec_out_uuid(&o, vm->id);
	spec_out_size(&o, vm->config.cpu, (uint64_t)vm->config.memory, "/config/memory");
	spec_out_boot(&o, vm->boot_config.kernel_path, vm->boot_config.initrd_path,
		      vm->boot_config.cmdline);
	if (vm->boot_config.firmware_path)
		diag_warning(list, "/boot_config/firmware_path", "has no place in a spec");
	add_root(&o, vm);
	add_disks(&o, vm);
	for (size_t i = 0; i < vm->network_configs.count; i++)
		add_nic(&o, &nics[i]);
	return spec_out_end(&o);
}

const struct source source_cocoon = {
	.name = "cocoon",
	.help = "VM record, with boot_config",
	.type = &vm_type,
	.check = check,
	.to_spec = to_spec,
};

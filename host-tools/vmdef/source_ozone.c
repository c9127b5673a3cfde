/* source_ozone.c - Ozone's VM document, vms/NAME.json. */
#include <stdio.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "host-tools/vmdef/sources.h"
#include "host-tools/vmdef/spec_out.h"
#include "host-tools/vmdef/value_checks.h"

struct ozone_info {
	uint64_t set;
	char *name, *uuid, *created_at;
};

struct ozone_cpu {
	uint64_t set;
	int64_t cores;
	char *type;
};

struct ozone_memory {
	uint64_t set;
	int64_t size_mb;
};

struct ozone_network {
	uint64_t set;
	char *interface, *type, *mac;
};

struct ozone_disk {
	uint64_t set;
	char *name, *path;
	cJSON *size_gb;
	char *format;
};

struct ozone_vm {
	uint64_t set;
	struct ozone_info vm;
	struct ozone_cpu cpu;
	struct ozone_memory memory;
	struct ozone_network network;
	struct ozone_disk disk;
};

#define REQUIRED .flags = FIELD_REQUIRED

static const struct field info_fields[] = {
	F_STRING(struct ozone_info, name, "The VM's name, that of its file.", REQUIRED,
		 .check = check_not_empty),
	F_STRING(struct ozone_info, uuid, "A UUID of version 4.", REQUIRED, .check = check_uuid4),
	F_STRING(struct ozone_info, created_at, "When the VM was made.", REQUIRED,
		 .check = check_rfc3339),
};
static const struct object_type info_type = OBJECT_TYPE(struct ozone_info, "vm", info_fields);

static const struct field cpu_fields[] = {
	F_INT(struct ozone_cpu, cores, 1, INT32_MAX, "Virtual CPUs.", REQUIRED),
	F_STRING(struct ozone_cpu, type, "QEMU's CPU model.", REQUIRED, .check = check_not_empty),
};
static const struct object_type cpu_type = OBJECT_TYPE(struct ozone_cpu, "cpu", cpu_fields);

static const struct field memory_fields[] = {
	F_INT(struct ozone_memory, size_mb, 1, INT32_MAX, "Memory.", REQUIRED, .unit = "MiB"),
};
static const struct object_type memory_type =
	OBJECT_TYPE(struct ozone_memory, "memory", memory_fields);

static const struct field network_fields[] = {
	F_STRING(struct ozone_network, interface, "The host's interface or TAP device.", REQUIRED,
		 .check = check_interface),
	F_STRING(struct ozone_network, type, "The NIC's model.", REQUIRED,
		 .check = check_not_empty),
	F_STRING(struct ozone_network, mac, "The NIC's address.", REQUIRED, .check = check_any_mac),
};
static const struct object_type network_type =
	OBJECT_TYPE(struct ozone_network, "network", network_fields);

static const struct field disk_fields[] = {
	F_STRING(struct ozone_disk, name, "The disk's name.", REQUIRED, .check = check_not_empty),
	F_STRING(struct ozone_disk, path, "The image.", REQUIRED, .check = check_absolute_path),
	F_JSON(struct ozone_disk, size_gb, "Its size in gigabytes, a number.",
	       .flags = FIELD_REQUIRED | FIELD_ANY),
	F_STRING(struct ozone_disk, format, "The image's format.", REQUIRED,
		 .check = check_not_empty),
};
static const struct object_type disk_type = OBJECT_TYPE(struct ozone_disk, "disk", disk_fields);

static const struct field vm_fields[] = {
	F_OBJECT(struct ozone_vm, vm, struct ozone_info, &info_type, "Which VM it is.", REQUIRED),
	F_OBJECT(struct ozone_vm, cpu, struct ozone_cpu, &cpu_type, "Its CPUs.", REQUIRED),
	F_OBJECT(struct ozone_vm, memory, struct ozone_memory, &memory_type, "Its memory.",
		 REQUIRED),
	F_OBJECT(struct ozone_vm, network, struct ozone_network, &network_type, "Its NIC.",
		 REQUIRED),
	F_OBJECT(struct ozone_vm, disk, struct ozone_disk, &disk_type, "Its disk.", REQUIRED),
};
static const struct object_type vm_type = OBJECT_TYPE(struct ozone_vm, "Ozone VM", vm_fields);

/* The document is found by its file's name. */
static void check_file_name(const struct ozone_vm *vm, const char *path, struct diag_list *list)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t len = vm->vm.name ? strlen(vm->vm.name) : 0;

	if (len && strcmp(path, "-") &&
	    (strncmp(base, vm->vm.name, len) || strcmp(base + len, ".json")))
		diag_error(list, "/vm/name", "\"%.64s\" is not the file's name (\"%.64s\"; "
			   "NAME.json is expected)", vm->vm.name, base);
}

static void check(const void *object, const struct source_context *context, struct diag_list *list)
{
	const struct ozone_vm *vm = object;
	const cJSON *size = vm->disk.size_gb;

	if (size && !cJSON_IsNumber(size))
		diag_error(list, "/disk/size_gb", "is not a number");
	else if (size && size->valuedouble <= 0)
		diag_error(list, "/disk/size_gb", "%.15g is not more than 0", size->valuedouble);
	check_file_name(vm, context->path, list);
}

/* The document doesn't say which of the two the interface is. */
static bool is_tap(const char *interface)
{
	return !strncmp(interface, "tap", 3) || !strncmp(interface, "vnet", 4);
}

static const char *disk_format(const char *format, struct diag_list *list)
{
	if (!strcmp(format, "raw") || !strcmp(format, "qcow2"))
		return format;
	diag_warning(list, "/disk/format", "is neither raw nor qcow2: left out");
	return NULL;
}

static cJSON *to_spec(const void *object, struct diag_list *list)
{
	const struct ozone_vm *vm = object;
	const char *interface = vm->network.interface;
	struct spec_out o;

	spec_out_begin(&o, list);
	spec_out_name(&o, vm->vm.name, "/vm/name");
	spec_out_uuid(&o, vm->vm.uuid);
	spec_out_size(&o, vm->cpu.cores, (uint64_t)vm->memory.size_mb << 20, "/memory/size_mb");
	spec_out_disk(&o, "rootfs", vm->disk.path, false, disk_format(vm->disk.format, list), NULL);
	spec_out_dhcp(&o, spec_out_nic(&o, is_tap(interface) ? "tap" : "bridge", interface,
				       vm->network.mac, 0));
	if (strcmp(vm->network.type, "virtio"))
		diag_warning(list, "/network/type", "becomes virtio");
	return spec_out_end(&o);
}

const struct source source_ozone = {
	.name = "ozone",
	.help = "vms/NAME.json",
	.type = &vm_type,
	.check = check,
	.to_spec = to_spec,
};

/* vmconfig_host.c - the tables of the contract, for what only the host reads. */
#include <assert.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/json.h"
#include "common/vmconfig.h"

#define MAX_VCPUS 4096
#define MAX_MEMORY_MIB ((INT64_C(1) << 33) - 1) /* its bytes are an exact number in JSON */
#define MIN_CID 3				/* 0 to 2 are reserved (vsock(7)) */
#define MAX_CID INT64_C(4294967294)

static const char *const disk_format_names[] = {
	[DISK_RAW] = "raw", [DISK_QCOW2] = "qcow2", [DISK_FORMAT_COUNT] = NULL,
};
static const char *const console_mode_names[] = {
	[CONSOLE_OFF] = "off", [CONSOLE_TTY] = "tty", [CONSOLE_FILE] = "file",
	[CONSOLE_MODE_COUNT] = NULL,
};

static const struct field secret_fields[] = {
	F_STRING(struct secret, name, "The variable.", .flags = FIELD_REQUIRED,
		 .check = check_env_name),
	F_STRING(struct secret, path, "The file that holds its value.", .flags = FIELD_REQUIRED,
		 .check = check_not_empty),
};
const struct object_type secret_type = OBJECT_TYPE(struct secret, "secret", secret_fields);

static const struct field disk_fields[] = {
	F_STRING(struct host_disk, path, "The image or device.", .flags = FIELD_REQUIRED,
		 .check = check_not_empty),
	F_BOOL(struct host_disk, readonly, "The guest can't write to it."),
	F_ENUM(struct host_disk, format, disk_format_names, "The image's format."),
	F_STRING(struct host_disk, serial, "The serial that the guest sees.",
		 .check = check_serial),
};
const struct object_type host_disk_type = OBJECT_TYPE(struct host_disk, "disk", disk_fields);

static const struct field disks_fields[] = {
	F_OBJECT(struct host_disks, rootfs, struct host_disk, &host_disk_type,
		 "vda: the lower root."),
	F_OBJECT(struct host_disks, overlay, struct host_disk, &host_disk_type,
		 "vdb: takes the root's writes."),
	F_OBJECT(struct host_disks, config, struct host_disk, &host_disk_type,
		 "vdc: the config disk."),
	F_OBJV(struct host_disks, volumes, &host_disk_type, "From vdd on, in slot order.",
	       .max_count = 2UL * VMCONFIG_MAX_VOLUMES),
};
const struct object_type host_disks_type =
	OBJECT_TYPE(struct host_disks, "disks", disks_fields);

static const struct field nic_fields[] = {
	F_STRING(struct host_nic, tap, "The TAP device on the host.", .check = check_interface),
	F_STRING(struct host_nic, network, "The VMM's own network, by name.",
		 .check = check_not_empty),
	F_STRING(struct host_nic, bridge, "The bridge on the host.", .check = check_interface),
	F_STRING(struct host_nic, mac, "The NIC's address.", .check = check_mac),
	F_INT(struct host_nic, mtu, 68, 65535, "The largest packet.", .unit = "bytes"),
};
static const struct object_type nic_type = OBJECT_TYPE(struct host_nic, "nic", nic_fields);

static const struct field vsock_fields[] = {
	F_INT(struct host_vsock, cid, MIN_CID, MAX_CID, "The guest's context id.",
	      .flags = FIELD_REQUIRED),
	F_STRING(struct host_vsock, socket, "The socket on the host.", .check = check_socket_path),
};
static const struct object_type vsock_type = OBJECT_TYPE(struct host_vsock, "vsock", vsock_fields);

static const struct field console_fields[] = {
	F_ENUM(struct host_console, mode, console_mode_names, "Where the console goes.",
	       .def = CONSOLE_TTY),
	F_STRING(struct host_console, path, "The file of mode file.", .check = check_not_empty),
};
static const struct object_type console_type =
	OBJECT_TYPE(struct host_console, "console", console_fields);

static const struct field host_fields[] = {
	F_STRING(struct host, name, "The VM's name.", .check = check_not_empty),
	F_STRING(struct host, uuid, "The VM's UUID.", .check = check_uuid),
	F_INT(struct host, vcpus, 1, MAX_VCPUS, "Virtual CPUs.", .def = 1),
	F_INT(struct host, memory_mib, 1, MAX_MEMORY_MIB, "Memory.", .unit = "MiB", .def = 512),
	F_STRING(struct host, kernel, "The kernel.", .check = check_not_empty),
	F_STRING(struct host, initrd, "The initrd.", .check = check_not_empty),
	F_STRING(struct host, cmdline_append, "What is added to the kernel's command line.",
		 .check = check_cmdline),
	F_OBJECT(struct host, disks, struct host_disks, &host_disks_type, "The disks."),
	F_OBJV(struct host, nics, &nic_type, "The NICs; paired with networks by index.",
	       .max_count = VMCONFIG_MAX_NETWORKS),
	F_OBJECT(struct host, vsock, struct host_vsock, &vsock_type, "A vsock device."),
	F_OBJECT(struct host, console, struct host_console, &console_type, "The console."),
	F_JSON(struct host, targets, "By VMM: a patch (RFC 7396) on what is rendered for it."),
};
const struct object_type host_type = OBJECT_TYPE(struct host, "host", host_fields);

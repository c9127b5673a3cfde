/* source_cloud_hypervisor_03.c - Cloud Hypervisor's VmConfig of the OpenAPI document 0.3.0, and the
 * VmInfo that it is a member of. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/vmdef/sources.h"
#include "host-tools/vmdef/spec_out.h"

struct ch_cpus {
	uint64_t set;
	int64_t boot_vcpus, max_vcpus;
};

struct ch_memory {
	uint64_t set;
	int64_t size, hotplug_size;
	char *file;
	bool mergeable;
};

struct ch_kernel {
	uint64_t set;
	char *path;
};

struct ch_cmdline {
	uint64_t set;
	char *args;
};

struct ch_disk {
	uint64_t set;
	char *path;
	bool readonly, direct, iommu;
	int64_t num_queues, queue_size;
	bool vhost_user;
	char *vhost_socket;
	bool wce, poll_queue;
};

struct ch_net {
	uint64_t set;
	char *tap, *ip, *mask, *mac;
	bool iommu;
	int64_t num_queues, queue_size;
	bool vhost_user;
	char *vhost_socket;
};

struct ch_rng {
	uint64_t set;
	char *src;
	bool iommu;
};

struct ch_fs {
	uint64_t set;
	char *tag, *sock;
	int64_t num_queues, queue_size;
	bool dax;
	int64_t cache_size;
};

struct ch_pmem {
	uint64_t set;
	char *file;
	int64_t size;
	bool iommu, mergeable, discard_writes;
};

struct ch_console {
	uint64_t set;
	char *file;
	int mode;
	bool iommu;
};

struct ch_device {
	uint64_t set;
	char *path;
	bool iommu;
	char *id;
};

struct ch_vsock {
	uint64_t set;
	int64_t cid;
	char *sock;
	bool iommu;
};

struct ch_vm {
	uint64_t set;
	struct ch_cpus cpus;
	struct ch_memory memory;
	struct ch_kernel kernel;
	struct ch_cmdline cmdline;
	struct objv disks, net;
	struct ch_rng rng;
	struct objv fs, pmem;
	struct ch_console serial, console;
	struct objv devices, vsock;
	bool iommu;
};

struct ch_info { /* what /vm.info answers */
	uint64_t set;
	struct ch_vm config;
	int state;
};

#define REQUIRED .flags = FIELD_REQUIRED
/* type: integer, and no more */
#define INTEGER(s, m, help, ...) \
	F_INT(s, m, -JSON_MAX_INTEGER, JSON_MAX_INTEGER, help, ##__VA_ARGS__)

/* The document's "false" is what YAML makes of Off. */
static const char *const console_modes[] = { "false", "Off", "Tty", "File", "Null", NULL };
enum { MODE_FALSE, MODE_OFF, MODE_TTY, MODE_FILE, MODE_NULL };

static const struct field cpus_fields[] = {
	F_INT(struct ch_cpus, boot_vcpus, 1, JSON_MAX_INTEGER, "At boot.", REQUIRED, .def = 1),
	F_INT(struct ch_cpus, max_vcpus, 1, JSON_MAX_INTEGER, "At most.", REQUIRED, .def = 1),
};
static const struct object_type cpus_type = OBJECT_TYPE(struct ch_cpus, "CpusConfig", cpus_fields);

static const struct field memory_fields[] = {
	INTEGER(struct ch_memory, size, "Memory.", REQUIRED, .unit = "bytes"),
	INTEGER(struct ch_memory, hotplug_size, "To be added.", .unit = "bytes"),
	F_STRING(struct ch_memory, file, "What backs it."),
	F_BOOL(struct ch_memory, mergeable, "By KSM."),
};
static const struct object_type memory_type =
	OBJECT_TYPE(struct ch_memory, "MemoryConfig", memory_fields);

static const struct field kernel_fields[] = {
	F_STRING(struct ch_kernel, path, "The kernel.", REQUIRED),
};
static const struct object_type kernel_type =
	OBJECT_TYPE(struct ch_kernel, "KernelConfig", kernel_fields);

static const struct field cmdline_fields[] = {
	F_STRING(struct ch_cmdline, args, "The kernel's command line.", REQUIRED),
};
static const struct object_type cmdline_type =
	OBJECT_TYPE(struct ch_cmdline, "CmdLineConfig", cmdline_fields);

static const struct field disk_fields[] = {
	F_STRING(struct ch_disk, path, "The image or device.", REQUIRED),
	F_BOOL(struct ch_disk, readonly, "Read-only."),
	F_BOOL(struct ch_disk, direct, "O_DIRECT."),
	F_BOOL(struct ch_disk, iommu, "Behind the IOMMU."),
	INTEGER(struct ch_disk, num_queues, "Queues.", .def = 1),
	INTEGER(struct ch_disk, queue_size, "Entries of a queue.", .def = 128),
	F_BOOL(struct ch_disk, vhost_user, "By vhost-user."),
	F_STRING(struct ch_disk, vhost_socket, "Its socket."),
	F_BOOL(struct ch_disk, wce, "Write cache.", .def = true),
	F_BOOL(struct ch_disk, poll_queue, "Polled.", .def = true),
};
static const struct object_type disk_type = OBJECT_TYPE(struct ch_disk, "DiskConfig", disk_fields);

static const struct field net_fields[] = {
	F_STRING(struct ch_net, tap, "The TAP device.", .def_string = ""),
	F_STRING(struct ch_net, ip, "The TAP device's address.", .def_string = "192.168.249.1"),
	F_STRING(struct ch_net, mask, "Its mask.", .def_string = "255.255.255.0"),
	F_STRING(struct ch_net, mac, "The NIC's address."),
	F_BOOL(struct ch_net, iommu, "Behind the IOMMU."),
	INTEGER(struct ch_net, num_queues, "Queues.", .def = 2),
	INTEGER(struct ch_net, queue_size, "Entries of a queue.", .def = 256),
	F_BOOL(struct ch_net, vhost_user, "By vhost-user."),
	F_STRING(struct ch_net, vhost_socket, "Its socket."),
};
static const struct object_type net_type = OBJECT_TYPE(struct ch_net, "NetConfig", net_fields);

static const struct field rng_fields[] = {
	F_STRING(struct ch_rng, src, "Where from.", REQUIRED, .def_string = "/dev/urandom"),
	F_BOOL(struct ch_rng, iommu, "Behind the IOMMU."),
};
static const struct object_type rng_type = OBJECT_TYPE(struct ch_rng, "RngConfig", rng_fields);

static const struct field fs_fields[] = {
	F_STRING(struct ch_fs, tag, "What the guest mounts.", REQUIRED),
	F_STRING(struct ch_fs, sock, "virtiofsd's socket.", REQUIRED),
	INTEGER(struct ch_fs, num_queues, "Queues.", .def = 1),
	INTEGER(struct ch_fs, queue_size, "Entries of a queue.", .def = 1024),
	F_BOOL(struct ch_fs, dax, "DAX.", .def = true),
	INTEGER(struct ch_fs, cache_size, "Its cache.", .unit = "bytes"),
};
static const struct object_type fs_type = OBJECT_TYPE(struct ch_fs, "FsConfig", fs_fields);

static const struct field pmem_fields[] = {
	F_STRING(struct ch_pmem, file, "What backs it.", REQUIRED),
	INTEGER(struct ch_pmem, size, "Its size.", REQUIRED, .unit = "bytes"),
	F_BOOL(struct ch_pmem, iommu, "Behind the IOMMU."),
	F_BOOL(struct ch_pmem, mergeable, "By KSM."),
	F_BOOL(struct ch_pmem, discard_writes, "Writes are lost."),
};
static const struct object_type pmem_type = OBJECT_TYPE(struct ch_pmem, "PmemConfig", pmem_fields);

static const struct field console_fields[] = {
	F_STRING(struct ch_console, file, "The file of mode File."),
	F_ENUM(struct ch_console, mode, console_modes, "Where it goes.", REQUIRED),
	F_BOOL(struct ch_console, iommu, "Behind the IOMMU."),
};
static const struct object_type console_type =
	OBJECT_TYPE(struct ch_console, "ConsoleConfig", console_fields);

static const struct field device_fields[] = {
	F_STRING(struct ch_device, path, "The device in sysfs.", REQUIRED),
	F_BOOL(struct ch_device, iommu, "Behind the IOMMU."),
	F_STRING(struct ch_device, id, "Its name."),
};
static const struct object_type device_type =
	OBJECT_TYPE(struct ch_device, "DeviceConfig", device_fields);

static const struct field vsock_fields[] = {
	F_INT(struct ch_vsock, cid, 3, JSON_MAX_INTEGER, "The guest's context id.", REQUIRED),
	F_STRING(struct ch_vsock, sock, "The socket on the host.", REQUIRED),
	F_BOOL(struct ch_vsock, iommu, "Behind the IOMMU."),
};
static const struct object_type vsock_type =
	OBJECT_TYPE(struct ch_vsock, "VsockConfig", vsock_fields);

static const struct field vm_fields[] = {
	F_OBJECT(struct ch_vm, cpus, struct ch_cpus, &cpus_type, "CPUs."),
	F_OBJECT(struct ch_vm, memory, struct ch_memory, &memory_type, "Memory."),
	F_OBJECT(struct ch_vm, kernel, struct ch_kernel, &kernel_type, "The kernel.", REQUIRED),
	F_OBJECT(struct ch_vm, cmdline, struct ch_cmdline, &cmdline_type, "Its command line.",
		 REQUIRED),
	F_OBJV(struct ch_vm, disks, &disk_type, "Disks."),
	F_OBJV(struct ch_vm, net, &net_type, "NICs."),
	F_OBJECT(struct ch_vm, rng, struct ch_rng, &rng_type, "Randomness."),
	F_OBJV(struct ch_vm, fs, &fs_type, "Shared directories."),
	F_OBJV(struct ch_vm, pmem, &pmem_type, "Persistent memory."),
	F_OBJECT(struct ch_vm, serial, struct ch_console, &console_type, "The serial port."),
	F_OBJECT(struct ch_vm, console, struct ch_console, &console_type, "The virtio console."),
	F_OBJV(struct ch_vm, devices, &device_type, "Devices passed through."),
	F_OBJV(struct ch_vm, vsock, &vsock_type, "vsock devices."),
	F_BOOL(struct ch_vm, iommu, "A virtual IOMMU."),
};
static const struct object_type vm_type = OBJECT_TYPE(struct ch_vm, "VmConfig", vm_fields);

static const char *const states[] = { "Created", "Running", "Shutdown", "Paused", NULL };

static const struct field info_fields[] = {
	F_OBJECT(struct ch_info, config, struct ch_vm, &vm_type, "The VM.", REQUIRED),
	F_ENUM(struct ch_info, state, states, "What it does.", REQUIRED),
};
static const struct object_type info_type = OBJECT_TYPE(struct ch_info, "VmInfo", info_fields);

static void check(const void *object, const struct source_context *context, struct diag_list *list)
{
	const struct ch_vm *vm = object;

	(void)context;
	if (vm->cpus.max_vcpus < vm->cpus.boot_vcpus)
		diag_error(list, "/cpus/max_vcpus", "is less than boot_vcpus");
}

static void add_console(struct spec_out *o, const struct ch_vm *vm)
{
	bool serial = object_has(&vm_type, vm, "serial");
	const struct ch_console *c = serial ? &vm->serial : &vm->console;
	cJSON *console;

	if (!serial && !object_has(&vm_type, vm, "console"))
		return;
	console = build_object(&o->build, o->host, "console");
	build_string(&o->build, console, "mode", c->mode == MODE_TTY ? "tty" :
						 c->mode == MODE_FILE ? "file" : "off");
	if (c->mode == MODE_FILE)
		build_string(&o->build, console, "path", c->file);
}

static void add_vsock(struct spec_out *o, const struct ch_vm *vm)
{
	const struct ch_vsock *v = vm->vsock.items;
	cJSON *vsock;

	if (!vm->vsock.count)
		return;
	vsock = build_object(&o->build, o->host, "vsock");
	build_number(&o->build, vsock, "cid", (double)v->cid);
	build_string(&o->build, vsock, "socket", v->sock);
	if (vm->vsock.count > 1)
		diag_warning(o->list, "/vsock", "only the first one has a place in a spec");
}

/* A share becomes a mount without a target: where to is nothing that the VMM knows. */
static void warn_rest(const struct ch_vm *vm, struct diag_list *list)
{
	if (vm->fs.count)
		diag_warning(list, "/fs",
			     "is left out (add mounts[] of type virtiofs by these tags)");
	if (vm->pmem.count)
		diag_warning(list, "/pmem", "has no place in a spec");
	if (vm->devices.count)
		diag_warning(list, "/devices", "has no place in a spec");
}

static cJSON *to_spec(const void *object, struct diag_list *list)
{
	const struct ch_vm *vm = object;
	const struct ch_disk *disks = vm->disks.items;
	const struct ch_net *nics = vm->net.items;
	struct spec_out o;

	spec_out_begin(&o, list);
	if (object_has(&vm_type, vm, "memory") && vm->memory.size > 0)
		spec_out_size(&o, vm->cpus.boot_vcpus, (uint64_t)vm->memory.size, "/memory/size");
	spec_out_boot(&o, vm->kernel.path, NULL, vm->cmdline.args);
	for (size_t i = 0; i < vm->disks.count; i++)
		spec_out_disk(&o, spec_out_role(i), disks[i].path, disks[i].readonly, NULL, NULL);
	/* ip and mask are the TAP device's, not the guest's. */
	for (size_t i = 0; i < vm->net.count; i++)
		spec_out_dhcp(&o, spec_out_nic(&o, *nics[i].tap ? "tap" : NULL, nics[i].tap,
					       nics[i].mac, 0));
	add_vsock(&o, vm);
	add_console(&o, vm);
	warn_rest(vm, list);
	return spec_out_end(&o);
}

const struct source source_cloud_hypervisor_03 = {
	.name = "cloud-hypervisor-0.3",
	.help = "VmConfig or VmInfo of the OpenAPI document 0.3.0",
	.type = &vm_type,
	.envelope = { &info_type, "config", offsetof(struct ch_info, config) },
	.check = check,
	.to_spec = to_spec,
};

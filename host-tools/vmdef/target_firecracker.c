/* target_firecracker.c - Firecracker's VM configuration, for --config-file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "host-tools/lib/build.h"
#include "host-tools/lib/retry.h"
#include "host-tools/vmdef/targets.h"

#define MAX_VCPUS 32
#define BZIMAGE_MAGIC_AT 0x202 /* Documentation/arch/x86/boot.rst */

static void add_drives(struct build *b, cJSON *root, const struct vm *vm)
{
	cJSON *drives = build_array(b, root, "drives");

	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++) {
		cJSON *drive = build_object(b, drives, NULL);

		build_string(b, drive, "drive_id", d->slot);
		build_string(b, drive, "path_on_host", d->path);
		/* A root device is moved to the front and adds root= to the command line. */
		build_bool(b, drive, "is_root_device", false);
		build_bool(b, drive, "is_read_only", d->readonly);
	}
}

/* The guest doesn't see iface_id; it finds the NIC by index or MAC. */
static void add_nics(struct build *b, cJSON *root, const struct vm *vm)
{
	cJSON *nics = vm->nic_count ? build_array(b, root, "network-interfaces") : NULL;

	for (size_t i = 0; i < vm->nic_count; i++) {
		cJSON *nic = build_object(b, nics, NULL);

		build_format(b, nic, "iface_id", "net%zu", i);
		build_string(b, nic, "host_dev_name", vm->nics[i].tap);
		build_string(b, nic, "guest_mac", vm->nics[i].mac);
		if (vm->nics[i].mtu)
			build_number(b, nic, "mtu", (double)vm->nics[i].mtu);
	}
}

static cJSON *render(const struct render *r)
{
	const struct host *h = r->vm->host;
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject();
	cJSON *boot = build_object(&b, root, "boot-source");
	cJSON *machine = build_object(&b, root, "machine-config");

	build_string(&b, boot, "kernel_image_path", h->kernel);
	build_string(&b, boot, "initrd_path", h->initrd);
	build_string(&b, boot, "boot_args", r->cmdline);
	build_number(&b, machine, "vcpu_count", (double)h->vcpus);
	build_number(&b, machine, "mem_size_mib", (double)h->memory_mib);
	add_drives(&b, root, r->vm);
	add_nics(&b, root, r->vm);
	if (r->vm->has_vsock) {
		cJSON *vsock = build_object(&b, root, "vsock");

		build_number(&b, vsock, "guest_cid", (double)h->vsock.cid);
		build_string(&b, vsock, "uds_path", h->vsock.socket);
	}
	return build_end(&b, root);
}

/* False also when the file can't be read here: it may be another machine's. */
static bool is_bzimage(const char *path)
{
	auto_close int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	char magic[4] = "";

	return fd >= 0 &&
	       RETRY(pread(fd, magic, sizeof(magic), BZIMAGE_MAGIC_AT)) == sizeof(magic) &&
	       !memcmp(magic, "HdrS", sizeof(magic));
}

static void check(const struct render *r, struct diag_list *list)
{
	const struct host *h = r->vm->host;

	if (h->vcpus > MAX_VCPUS || (h->vcpus > 1 && h->vcpus % 2))
		diag_error(list, "/host/vcpus", "%lld is not what Firecracker has (1, or an even "
			   "number up to %d)", (long long)h->vcpus, MAX_VCPUS);
	if (is_bzimage(h->kernel))
		diag_error(list, "/host/kernel", "is a bzImage (Firecracker boots vmlinux, an ELF "
			   "file)");
	if (r->vm->has_vsock && !h->vsock.socket)
		diag_error(list, "/host/vsock",
			   "\"socket\" is missing (Firecracker listens there)");
}

const struct target target_firecracker = {
	.name = "firecracker",
	.help = "configuration for --config-file",
	.console = "ttyS0",
	.cmdline = "reboot=k pci=off",
	.cannot = {
		[VM_SERIAL] = "its disks have no serial that could be chosen (name the device, or "
			      "a label)",
		[VM_QCOW2] = "it reads raw images only",
		[VM_NIC_NETWORK] = "it knows no networks, only TAP devices",
		[VM_NIC_BRIDGE] = "it attaches to no bridge, only to a TAP device",
		[VM_CONSOLE_FILE] = "its serial port is its standard output",
		[VM_UUID] = "it has no field for it",
	},
	.check = check,
	.render = render,
};

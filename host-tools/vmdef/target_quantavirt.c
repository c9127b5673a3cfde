/* target_quantavirt.c - QuantaVirt's VM configuration, schema 1.0. */
#include "host-tools/lib/build.h"
#include "host-tools/vmdef/targets.h"
#include "host-tools/vmdef/value_checks.h"

#define MIN_MEMORY_MIB 128
#define MAX_MEMORY_MIB (INT64_C(4) << 20)
#define MAX_VCPUS 256
#define MIN_MTU 576
#define MAX_MTU 9000

static void add_devices(struct build *b, cJSON *root, const struct vm *vm)
{
	cJSON *disks = build_array(b, root, "storage");
	cJSON *nics = vm->nic_count ? build_array(b, root, "network") : NULL;

	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++) {
		cJSON *disk = build_object(b, disks, NULL);

		build_string(b, disk, "type", "virtio-blk");
		build_string(b, disk, "path", d->path);
		build_string(b, disk, "format", d->format == DISK_QCOW2 ? "qcow2" : "raw");
		build_bool(b, disk, "readonly", d->readonly);
	}
	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++) {
		cJSON *nic = build_object(b, nics, NULL);

		build_string(b, nic, "type", "virtio-net");
		build_string(b, nic, "network", n->network ? n->network : "default");
		build_string(b, nic, "mac", n->mac);
		if (n->mtu)
			build_number(b, nic, "mtu", (double)n->mtu);
	}
}

static cJSON *render(const struct render *r)
{
	const struct host *h = r->vm->host;
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject(), *console, *boot;

	build_string(&b, root, "name", h->name);
	build_string(&b, root, "uuid", h->uuid);
	build_number(&b, build_object(&b, root, "cpu"), "count", (double)h->vcpus);
	build_format(&b, build_object(&b, root, "memory"), "size", "%lldM",
		     (long long)h->memory_mib);
	add_devices(&b, root, r->vm);
	console = build_object(&b, root, "console");
	build_string(&b, console, "type", "serial");
	build_string(&b, console, "log", h->console.path);
	boot = build_object(&b, root, "boot");
	build_bool(&b, boot, "uefi", false); /* direct boot of a kernel is SeaBIOS's */
	build_string(&b, boot, "kernel", h->kernel);
	build_string(&b, boot, "initrd", h->initrd);
	build_string(&b, boot, "cmdline", r->cmdline);
	return build_end(&b, root);
}

static void check(const struct render *r, struct diag_list *list)
{
	const struct vm *vm = r->vm;
	const struct host *h = vm->host;

	if (!h->name || check_quantavirt_name(h->name))
		diag_error(list, h->name ? "/host/name" : "/host", "QuantaVirt needs a name "
			   "(1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-')");
	if (h->uuid && check_uuid4(h->uuid))
		diag_error(list, "/host/uuid", "%s", check_uuid4(h->uuid));
	if (h->vcpus > MAX_VCPUS)
		diag_error(list, "/host/vcpus", "is more than QuantaVirt has (at most %d)",
			   MAX_VCPUS);
	if (h->memory_mib < MIN_MEMORY_MIB || h->memory_mib > MAX_MEMORY_MIB)
		diag_error(list, "/host/memory_mib",
			   "is not what QuantaVirt has (128 MiB to 4 TiB)");
	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++)
		if (*d->path != '/')
			diag_error(list, d->pointer, "its path must be absolute for QuantaVirt");
	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++)
		if (n->mtu && (n->mtu < MIN_MTU || n->mtu > MAX_MTU))
			diag_error(list, n->pointer,
				   "its mtu is not what QuantaVirt takes (%d to %d)", MIN_MTU,
				   MAX_MTU);
}

const struct target target_quantavirt = {
	.name = "quantavirt",
	.help = "VM configuration, schema 1.0",
	.console = "ttyS0",
	.cannot = {
		[VM_SERIAL] = "its disks have no serial (name the device, or a label)",
		[VM_NIC_TAP] = "its NICs are attached to named networks only",
		[VM_NIC_BRIDGE] = "its NICs are attached to named networks only",
		[VM_VSOCK] = "it has no vsock",
		[VM_CONSOLE_OFF] = "it always has a console",
	},
	.check = check,
	.render = render,
};

/* target_cloud_hypervisor_03.c - Cloud Hypervisor's VmConfig of the OpenAPI document 0.3.0. */
#include "host-tools/lib/build.h"
#include "host-tools/vmdef/target_cloud_hypervisor.h"
#include "host-tools/vmdef/targets.h"

static void add_devices(struct build *b, cJSON *root, const struct vm *vm)
{
	cJSON *disks = build_array(b, root, "disks");
	cJSON *nics = vm->nic_count ? build_array(b, root, "net") : NULL;

	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++) {
		cJSON *disk = build_object(b, disks, NULL);

		build_string(b, disk, "path", d->path);
		build_bool(b, disk, "readonly", d->readonly);
	}
	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++) {
		cJSON *nic = build_object(b, nics, NULL);

		build_string(b, nic, "tap", n->tap);
		build_string(b, nic, "mac", n->mac);
	}
}

static cJSON *render(const struct render *r)
{
	const struct host *h = r->vm->host;
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject();

	cloud_hypervisor_add_machine(&b, root, h);
	build_string(&b, build_object(&b, root, "kernel"), "path", h->kernel);
	build_string(&b, build_object(&b, root, "cmdline"), "args", r->cmdline);
	add_devices(&b, root, r->vm);
	if (r->vm->has_vsock) {
		cJSON *vsock = build_object(&b, build_array(&b, root, "vsock"), NULL);

		build_number(&b, vsock, "cid", (double)h->vsock.cid);
		build_string(&b, vsock, "sock", h->vsock.socket);
	}
	cloud_hypervisor_add_console(&b, root, &h->console);
	return build_end(&b, root);
}

static void check(const struct render *r, struct diag_list *list)
{
	if (r->vm->has_vsock && !r->vm->host->vsock.socket)
		diag_error(list, "/host/vsock", "\"socket\" is missing (Cloud Hypervisor listens "
			   "there)");
}

const struct target target_cloud_hypervisor_03 = {
	.name = "cloud-hypervisor-0.3",
	.help = "VmConfig of the OpenAPI document 0.3.0 (before payload)",
	.console = "ttyS0",
	.cannot = {
		[VM_INITRD] = "it has no initramfs (a kernel with /init built in would boot)",
		[VM_SERIAL] = "its disks have no serial",
		[VM_QCOW2] = "it has no field for a disk's format",
		[VM_NIC_NETWORK] = "it knows no networks, only TAP devices",
		[VM_NIC_BRIDGE] = "it attaches to no bridge, only to a TAP device",
		[VM_NIC_MTU] = "its NICs have no mtu",
		[VM_UUID] = "it has no field for it",
	},
	.check = check,
	.render = render,
};

/* target_cloud_hypervisor.c - Cloud Hypervisor's VmConfig as its API takes it from v28 on. */
#include "host-tools/lib/build.h"
#include "host-tools/vmdef/target_cloud_hypervisor.h"
#include "host-tools/vmdef/targets.h"

#define MIN_MTU 1280

static void add_disks(struct build *b, cJSON *root, const struct vm *vm)
{
	cJSON *disks = build_array(b, root, "disks");

	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++) {
		cJSON *disk = build_object(b, disks, NULL);

		build_string(b, disk, "id", d->slot);
		build_string(b, disk, "path", d->path);
		build_bool(b, disk, "readonly", d->readonly);
		build_string(b, disk, "serial", d->serial);
		/* Without it the type is guessed, and a guessed raw disk refuses writes to its
		 * first sector: an ext4 could not be mounted for writing. */
		build_string(b, disk, "image_type", d->format == DISK_QCOW2 ? "Qcow2" : "Raw");
	}
}

/* No ip and mask: these are the TAP's own on the host, not the guest's. */
static void add_nics(struct build *b, cJSON *root, const struct vm *vm)
{
	cJSON *nics = vm->nic_count ? build_array(b, root, "net") : NULL;

	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++) {
		cJSON *nic = build_object(b, nics, NULL);

		build_string(b, nic, "tap", n->tap);
		build_string(b, nic, "mac", n->mac);
		if (n->mtu)
			build_number(b, nic, "mtu", (double)n->mtu);
	}
}

void cloud_hypervisor_add_machine(struct build *b, cJSON *root, const struct host *h)
{
	cJSON *cpus = build_object(b, root, "cpus");

	build_number(b, cpus, "boot_vcpus", (double)h->vcpus);
	build_number(b, cpus, "max_vcpus", (double)h->vcpus);
	build_number(b, build_object(b, root, "memory"), "size", (double)h->memory_mib * (1 << 20));
}

void cloud_hypervisor_add_console(struct build *b, cJSON *root, const struct host_console *c)
{
	/* The document of 0.3.0 says "false", which is what YAML makes of Off. */
	static const char *const modes[] = {
		[CONSOLE_OFF] = "Off", [CONSOLE_TTY] = "Tty", [CONSOLE_FILE] = "File",
	};
	cJSON *serial = build_object(b, root, "serial");

	build_string(b, serial, "mode", modes[c->mode]);
	build_string(b, serial, "file", c->path);
	build_string(b, build_object(b, root, "console"), "mode", "Off");
}

static cJSON *render(const struct render *r)
{
	const struct host *h = r->vm->host;
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject();
	cJSON *payload = build_object(&b, root, "payload");

	build_string(&b, payload, "kernel", h->kernel);
	build_string(&b, payload, "initramfs", h->initrd);
	build_string(&b, payload, "cmdline", r->cmdline);
	cloud_hypervisor_add_machine(&b, root, h);
	add_disks(&b, root, r->vm);
	add_nics(&b, root, r->vm);
	if (r->vm->has_vsock) {
		cJSON *vsock = build_object(&b, root, "vsock");

		build_number(&b, vsock, "cid", (double)h->vsock.cid);
		build_string(&b, vsock, "socket", h->vsock.socket);
	}
	cloud_hypervisor_add_console(&b, root, &h->console);
	if (h->uuid)
		build_string(&b, build_object(&b, root, "platform"), "uuid", h->uuid);
	return build_end(&b, root);
}

static void check(const struct render *r, struct diag_list *list)
{
	const struct vm *vm = r->vm;

	if (vm->host->vcpus > 255)
		diag_error(list, "/host/vcpus", "is more than Cloud Hypervisor has (at most 255)");
	if (vm->has_vsock && !vm->host->vsock.socket)
		diag_error(list, "/host/vsock", "\"socket\" is missing (Cloud Hypervisor listens "
			   "there)");
	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++)
		if (n->mtu && n->mtu < MIN_MTU)
			diag_error(list, n->pointer, "its mtu is less than Cloud Hypervisor takes "
				   "(at least %d)", MIN_MTU);
}

const struct target target_cloud_hypervisor = {
	.name = "cloud-hypervisor",
	.help = "VmConfig of today's API, for PUT /vm.create",
	.console = "ttyS0",
	.cannot = {
		[VM_NIC_NETWORK] = "it knows no networks, only TAP devices",
		[VM_NIC_BRIDGE] = "it attaches to no bridge, only to a TAP device",
	},
	.check = check,
	.render = render,
};

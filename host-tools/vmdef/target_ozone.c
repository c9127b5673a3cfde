/* target_ozone.c - Ozone's VM document: one disk, one NIC, and nothing of how to boot. */
#include <stdio.h>
#include <string.h>

#include "host-tools/lib/build.h"
#include "host-tools/vmdef/image_size.h"
#include "host-tools/vmdef/targets.h"
#include "host-tools/vmdef/timestamp.h"
#include "host-tools/vmdef/value_checks.h"

#define BYTES_PER_GB (1024.0 * 1024 * 1024)

static void add_disk(struct build *b, cJSON *root, const struct render *r)
{
	const struct vm_disk *d = &r->vm->disks[0];
	cJSON *disk = build_object(b, root, "disk");
	char number[64];
	uint64_t size = 0;

	image_size(d->path, d->format, &size); /* check() has seen that it can be read */
	snprintf(number, sizeof(number), "%.17g", (double)size / BYTES_PER_GB);
	if (!strpbrk(number, ".e")) /* a Go float64, which the document writes with its point */
		strcat(number, ".0");
	build_format(b, disk, "name", "%s-disk", r->vm->host->name);
	build_string(b, disk, "path", d->path);
	if (!cJSON_AddRawToObject(disk, "size_gb", number))
		b->failed = true;
	build_string(b, disk, "format", d->format == DISK_QCOW2 ? "qcow2" : "raw");
}

static cJSON *render(const struct render *r)
{
	const struct host *h = r->vm->host;
	const struct vm_nic *nic = &r->vm->nics[0];
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject(), *vm = build_object(&b, root, "vm"), *cpu, *network;
	char created[TIMESTAMP_SIZE];

	timestamp_format(r->created, created);
	build_string(&b, vm, "name", h->name);
	build_string(&b, vm, "uuid", h->uuid);
	build_string(&b, vm, "created_at", created);
	cpu = build_object(&b, root, "cpu");
	build_number(&b, cpu, "cores", (double)h->vcpus);
	build_string(&b, cpu, "type", "host");
	build_number(&b, build_object(&b, root, "memory"), "size_mb", (double)h->memory_mib);
	network = build_object(&b, root, "network");
	build_string(&b, network, "interface", nic->tap ? nic->tap : nic->bridge);
	build_string(&b, network, "type", "virtio");
	build_string(&b, network, "mac", nic->mac);
	add_disk(&b, root, r);
	return build_end(&b, root);
}

/* Every field is required: what the spec doesn't say can't be left out. */
static void check(const struct render *r, struct diag_list *list)
{
	const struct host *h = r->vm->host;
	const struct vm_nic *nic = &r->vm->nics[0];
	const struct vm_disk *d = &r->vm->disks[0];
	uint64_t size;

	if (!h->name)
		diag_error(list, "/host", "\"name\" is missing (Ozone needs it)");
	if (!h->uuid || check_uuid4(h->uuid))
		diag_error(list, "/host", "Ozone needs a \"uuid\" of version 4");
	if (!r->vm->nic_count)
		diag_error(list, "/host", "Ozone needs a NIC");
	else if (!nic->mac)
		diag_error(list, nic->pointer, "\"mac\" is missing (Ozone needs it)");
	else if (nic->network)
		diag_error(list, nic->pointer, "Ozone needs a TAP device or bridge");
	if (*d->path != '/')
		diag_error(list, d->pointer, "its path must be absolute for Ozone");
	if (image_size(d->path, d->format, &size) < 0 || !size)
		diag_error(list, d->pointer, "its size can't be read, which Ozone needs");
}

const struct target target_ozone = {
	.name = "ozone",
	.help = "vms/NAME.json; one disk and no kernel: can't boot /init",
	.console = "ttyS0",
	.unbootable = "the VM can't boot: Ozone has one disk, no config disk and no kernel of its "
		      "own",
	.cannot = {
		[VM_KERNEL] = "it has no kernel (it boots from its disk)",
		[VM_INITRD] = "it has no initrd",
		[VM_OVERLAY] = "it has one disk only",
		[VM_CONFIG] = "it has one disk only",
		[VM_VOLUME] = "it has one disk only",
		[VM_SERIAL] = "its disk has no serial",
		[VM_NIC_SECOND] = "it has one NIC only",
		[VM_NIC_MTU] = "its NIC has no mtu",
		[VM_VSOCK] = "it has no vsock",
		[VM_CONSOLE_OFF] = "it has no field for the console",
		[VM_CONSOLE_FILE] = "it has no field for the console",
	},
	.check = check,
	.render = render,
};

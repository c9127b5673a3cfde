/* source_quantavirt.c - read QuantaVirt's VM configuration back as a spec. */
#include <stdio.h>

#include "common/cleanup.h"
#include "host-tools/vmdef/quantavirt.h"
#include "host-tools/vmdef/sources.h"
#include "host-tools/vmdef/spec_out.h"
#include "host-tools/vmdef/value_checks.h"

static void add_disk(struct spec_out *o, const struct qv_storage *s, size_t i)
{
	bool given = object_has(&qv_storage_type, s, "format");
	const char *format = NULL;
	char pointer[64];

	snprintf(pointer, sizeof(pointer), "/storage/%zu", i);
	if (given && s->format == QV_FORMAT_ENCRYPTED)
		diag_warning(o->list, pointer, "is encrypted: its format is left out");
	else if (given)
		format = s->format == QV_FORMAT_QCOW2 ? "qcow2" : "raw";
	if (s->media == QV_MEDIA_CDROM || s->type != QV_DISK_VIRTIO)
		diag_warning(o->list, pointer, "becomes a virtio disk");
	spec_out_disk(o, spec_out_role(i), s->path, s->readonly || s->media == QV_MEDIA_CDROM,
		      format, NULL);
}

static void add_nic(struct spec_out *o, const struct qv_network *n, size_t i)
{
	int64_t mtu = n->mtu == 1500 ? 0 : n->mtu; /* what a NIC has anyway */
	char pointer[64];

	spec_out_dhcp(o, spec_out_nic(o, "network", n->network, n->mac, mtu));
	snprintf(pointer, sizeof(pointer), "/network/%zu", i);
	if (n->vlan)
		diag_warning(o->list, pointer, "its vlan is left to the host (networks[].vlan "
			     "would tag in the guest)");
	if (n->vhost_user.socket)
		diag_warning(o->list, pointer, "its vhost_user has no place in a spec");
	if (n->pqc_tunnel)
		diag_warning(o->list, pointer, "its pqc_tunnel has no place in a spec");
}

static void add_console(struct spec_out *o, const struct qv_console *c)
{
	cJSON *console;

	if (!c->log)
		return;
	console = build_object(&o->build, o->host, "console");
	build_string(&o->build, console, "mode", "file");
	build_string(&o->build, console, "path", c->log);
}

/* What the guest has, or is promised, beyond a spec. How the host does its part (caches, queues,
 * pinning, huge pages, migration) is no loss. */
static void warn_rest(const struct qv_vm *vm, struct diag_list *list)
{
	const struct {
		bool used;
		const char *pointer;
	} rest[] = {
		{ vm->memory.encrypted, "/memory/encrypted" },
		{ vm->graphics.type != QV_GPU_NONE, "/graphics" },
		{ vm->usb.count, "/usb" },
		{ vm->boot.uefi, "/boot/uefi" },
		{ vm->pqc.enabled, "/pqc" },
		{ vm->security.sev.enabled, "/security/sev" },
		{ vm->security.tdx.enabled, "/security/tdx" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rest); i++)
		if (rest[i].used)
			diag_warning(list, rest[i].pointer, "has no place in a spec");
}

static cJSON *to_spec(const void *object, struct diag_list *list)
{
	const struct qv_vm *vm = object;
	const struct qv_storage *disks = vm->storage.items;
	const struct qv_network *nics = vm->network.items;
	struct spec_out o;
	uint64_t memory;

	spec_out_begin(&o, list);
	spec_out_name(&o, vm->name, "/name");
	spec_out_uuid(&o, vm->uuid);
	if (size_text_bytes(vm->memory.size, &memory))
		spec_out_size(&o, vm->cpu.count, memory, "/memory/size");
	spec_out_boot(&o, vm->boot.kernel, vm->boot.initrd, vm->boot.cmdline);
	for (size_t i = 0; i < vm->storage.count; i++)
		add_disk(&o, &disks[i], i);
	for (size_t i = 0; i < vm->network.count; i++)
		add_nic(&o, &nics[i], i);
	add_console(&o, &vm->console);
	warn_rest(vm, list);
	return spec_out_end(&o);
}

const struct source source_quantavirt = {
	.name = "quantavirt",
	.help = "VM configuration, schema 1.0",
	.type = &qv_vm_type,
	.asks_names = true,
	.check = qv_check,
	.to_spec = to_spec,
};

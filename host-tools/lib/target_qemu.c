/* target_qemu.c - QEMU's command line. As JSON it is {"argv": [...], "append": [...]}, so that a
 * patch can replace or add to it. */
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/build.h"
#include "host-tools/lib/shell.h"
#include "host-tools/lib/target.h"

/* PCI slots: a device's place is fixed, since the guest numbers disks and NICs by it. Eight
 * functions each. 0x1f is q35's own. */
#define SLOT_PORTS 2
#define SLOT_VSOCK 3
#define SLOT_DISKS 4
#define SLOT_NICS 28

/* Commas separate QEMU's options: in a value they are doubled. The caller frees the text; NULL: out
 * of memory. */
static char *escape(const char *text)
{
	char *out = malloc(2 * strlen(text) + 1), *p = out;

	if (!out)
		return NULL;
	for (; *text; text++) {
		*p++ = *text;
		if (*text == ',')
			*p++ = ',';
	}
	*p = '\0';
	return out;
}

/* "x:y" without a slash before the colon would be protocol x. */
static const char *file_prefix(const char *path)
{
	return strcspn(path, ":") < strcspn(path, "/") ? "./" : "";
}

struct argv {
	struct build *b;
	cJSON *list;
};

static void two(const struct argv *a, const char *option, const char *value)
{
	build_string(a->b, a->list, NULL, option);
	build_string(a->b, a->list, NULL, value);
}

/* "device,…" with the device's place on the bus. bus_slot, i: of a PCI device. */
static void add_device(const struct argv *a, const struct machine *m, const char *model,
		       unsigned bus_slot, size_t i, const char *properties)
{
	build_string(a->b, a->list, NULL, "-device");
	if (m->pci)
		build_format(a->b, a->list, NULL, "%s-pci,%s,multifunction=on,addr=%x.%x", model,
			     properties, bus_slot + (unsigned)i / 8, (unsigned)i % 8);
	else
		build_format(a->b, a->list, NULL, "%s-device,%s", model, properties);
}

static void add_disk(const struct argv *a, const struct machine *m, const struct vm_disk *d,
		     size_t i)
{
	auto_free char *path = escape(d->path), *serial = escape(d->serial ? d->serial : "");
	auto_free char *properties = NULL;

	if (!path || !serial || asprintf(&properties, "drive=%s%s%s", d->slot,
					 d->serial ? ",serial=" : "", serial) < 0) {
		a->b->failed = true;
		return;
	}
	build_string(a->b, a->list, NULL, "-drive");
	build_format(a->b, a->list, NULL, "if=none,id=%s,format=%s,readonly=%s,file=%s%s", d->slot,
		     d->format == DISK_QCOW2 ? "qcow2" : "raw", d->readonly ? "on" : "off",
		     file_prefix(d->path), path);
	add_device(a, m, "virtio-blk", SLOT_DISKS, i, properties);
}

static void add_nic(const struct argv *a, const struct machine *m, const struct vm_nic *n, size_t i)
{
	auto_free char *properties = NULL, *tap = escape(n->tap ? n->tap : "");
	auto_free char *bridge = escape(n->bridge ? n->bridge : "");
	char mtu[32] = "";

	if (n->mtu)
		snprintf(mtu, sizeof(mtu), ",host_mtu=%lld", (long long)n->mtu);
	if (!tap || !bridge || asprintf(&properties, "netdev=net%zu%s%s%s%s", i,
					n->mac ? ",mac=" : "", n->mac ? n->mac : "", mtu,
					m->pci ? ",romfile=" : "") < 0) {
		a->b->failed = true;
		return;
	}
	build_string(a->b, a->list, NULL, "-netdev");
	if (n->tap)
		build_format(a->b, a->list, NULL, "tap,id=net%zu,ifname=%s,script=no,downscript=no",
			     i, tap);
	else if (n->bridge)
		build_format(a->b, a->list, NULL, "bridge,id=net%zu,br=%s", i, bridge);
	else
		build_format(a->b, a->list, NULL, "user,id=net%zu%s", i,
			     n->forwards ? n->forwards : "");
	add_device(a, m, "virtio-net", SLOT_NICS, i, properties);
}

static void add_ports(const struct argv *a, const struct machine *m, const struct vm *vm)
{
	if (vm->port_count)
		add_device(a, m, "virtio-serial", SLOT_PORTS, 0, "id=ports");
	for (size_t i = 0; i < vm->port_count; i++) {
		build_string(a->b, a->list, NULL, "-chardev");
		build_format(a->b, a->list, NULL, "%s,id=port%zu", vm->ports[i].backend, i);
		build_string(a->b, a->list, NULL, "-device");
		build_format(a->b, a->list, NULL,
			     "virtserialport,bus=ports.0,nr=%zu,chardev=port%zu,name=%s", i + 1, i,
			     vm->ports[i].name);
	}
}

static void add_console(const struct argv *a, const struct host_console *c)
{
	auto_free char *path = escape(c->path ? c->path : "");

	if (!path) {
		a->b->failed = true;
	} else if (c->mode == CONSOLE_FILE) {
		build_string(a->b, a->list, NULL, "-chardev");
		build_format(a->b, a->list, NULL, "file,id=console,path=%s", path);
		two(a, "-serial", "chardev:console");
	} else {
		two(a, "-serial", c->mode == CONSOLE_TTY ? "stdio" : "none");
	}
}

static void add_machine(const struct argv *a, const struct render *r)
{
	const struct host *h = r->vm->host;
	auto_free char *name = escape(h->name ? h->name : "");
	bool tcg = !strcmp(r->accel, "tcg");
	const char *cpu = tcg ? r->machine->tcg_cpu : "max";

	build_string(a->b, a->list, NULL, r->machine->program);
	if (h->name && name) {
		build_string(a->b, a->list, NULL, "-name");
		build_format(a->b, a->list, NULL, "guest=%s", name);
	}
	if (h->uuid)
		two(a, "-uuid", h->uuid);
	build_string(a->b, a->list, NULL, "-machine");
	build_format(a->b, a->list, NULL, "%s,accel=%s%s", r->machine->name, r->accel,
		     r->machine->properties);
	if (tcg && r->machine->counted)
		two(a, "-icount", "shift=auto");
	if (cpu)
		two(a, "-cpu", cpu);
	build_string(a->b, a->list, NULL, "-smp");
	build_format(a->b, a->list, NULL, "%lld", (long long)h->vcpus);
	build_string(a->b, a->list, NULL, "-m");
	build_format(a->b, a->list, NULL, "%lldM", (long long)h->memory_mib);
	a->b->failed |= !name;
}

static void add_payload(const struct argv *a, const struct render *r)
{
	const struct host *h = r->vm->host;

	build_string(a->b, a->list, NULL, "-nodefaults");
	build_string(a->b, a->list, NULL, "-no-user-config");
	build_string(a->b, a->list, NULL, "-no-reboot"); /* a guest that panics ends */
	two(a, "-display", "none");
	two(a, "-kernel", h->kernel);
	if (h->initrd)
		two(a, "-initrd", h->initrd);
	two(a, "-append", r->cmdline);
}

static cJSON *render(const struct render *r)
{
	const struct vm *vm = r->vm;
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject();
	struct argv a = { &b, build_array(&b, root, "argv") };

	add_machine(&a, r);
	add_payload(&a, r);
	add_console(&a, &vm->host->console);
	add_ports(&a, r->machine, vm);
	for (size_t i = 0; i < vm->disk_count; i++)
		add_disk(&a, r->machine, &vm->disks[i], i);
	for (size_t i = 0; i < vm->nic_count; i++)
		add_nic(&a, r->machine, &vm->nics[i], i);
	if (vm->has_vsock) {
		char cid[32];

		snprintf(cid, sizeof(cid), "guest-cid=%lld", (long long)vm->host->vsock.cid);
		add_device(&a, r->machine, "vhost-vsock", SLOT_VSOCK, 0, cid);
	}
	build_array(&b, root, "append");
	return build_end(&b, root);
}

static void check(const struct render *r, struct diag_list *list)
{
	const struct vm *vm = r->vm;

	machine_check(r, list);
	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++)
		if (n->network && strcmp(n->network, NETWORK_USER))
			diag_error(list, n->pointer, "its network is \"%s\" (QEMU itself knows \""
				   NETWORK_USER "\" only)", n->network);
}

static char *print(const struct render *r, const cJSON *definition, struct error *e)
{
	return shell_print(definition, r->format, e);
}

const struct target target_qemu = {
	.name = "qemu",
	.help = "QEMU's command line; see --machine, --accel and --format",
	.cannot = {
		[VM_VSOCK_SOCKET] = "a guest's vsock is reached by its CID, there is no socket",
	},
	.check = check,
	.render = render,
	.print = print,
};

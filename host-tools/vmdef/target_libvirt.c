/* target_libvirt.c - libvirt's domain XML. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>

#include "host-tools/vmdef/targets.h"

/* Memory that runs out shows as a NULL node, on which the next step does nothing; the count at the
 * end tells. libxml2 copies and escapes every text. */
struct xml {
	bool failed;
};

static xmlNode *element(struct xml *x, xmlNode *parent, const char *name)
{
	xmlNode *node = parent ? xmlNewChild(parent, NULL, BAD_CAST name, NULL) : NULL;

	x->failed |= !node;
	return node;
}

static void attribute(struct xml *x, xmlNode *node, const char *name, const char *value)
{
	x->failed |= !node || !xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

/* An element with an attribute; name2 may be NULL. */
static xmlNode *with(struct xml *x, xmlNode *parent, const char *name, const char *name1,
		     const char *value1, const char *name2, const char *value2)
{
	xmlNode *node = element(x, parent, name);

	attribute(x, node, name1, value1);
	if (name2)
		attribute(x, node, name2, value2);
	return node;
}

static void text(struct xml *x, xmlNode *parent, const char *name, const char *value)
{
	if (value)
		x->failed |= !parent ||
			     !xmlNewTextChild(parent, NULL, BAD_CAST name, BAD_CAST value);
}

static void number(struct xml *x, xmlNode *parent, const char *name, int64_t value)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	text(x, parent, name, digits);
}

static void add_disk(struct xml *x, xmlNode *devices, const struct vm_disk *d)
{
	bool block = !strncmp(d->path, "/dev/", 5);
	const char *type = block ? "block" : "file";
	xmlNode *disk = with(x, devices, "disk", "type", type, "device", "disk");

	with(x, disk, "driver", "name", "qemu", "type", d->format == DISK_QCOW2 ? "qcow2" : "raw");
	with(x, disk, "source", block ? "dev" : "file", d->path, NULL, NULL);
	with(x, disk, "target", "dev", d->slot, "bus", "virtio");
	if (d->readonly)
		element(x, disk, "readonly");
	text(x, disk, "serial", d->serial);
}

static bool is_user(const struct vm_nic *n)
{
	return n->network && !strcmp(n->network, NETWORK_USER);
}

static const char *nic_type(const struct vm_nic *n)
{
	if (n->tap)
		return "ethernet";
	if (n->bridge)
		return "bridge";
	return is_user(n) ? "user" : "network";
}

static void add_nic(struct xml *x, xmlNode *devices, const struct vm_nic *n)
{
	const char *type = nic_type(n);
	xmlNode *nic = with(x, devices, "interface", "type", type, NULL, NULL);
	char mtu[32];

	if (n->mac)
		with(x, nic, "mac", "address", n->mac, NULL, NULL);
	if (n->tap)
		with(x, nic, "target", "dev", n->tap, "managed", "no");
	else if (!is_user(n))
		with(x, nic, "source", type, n->bridge ? n->bridge : n->network, NULL, NULL);
	with(x, nic, "model", "type", "virtio", NULL, NULL);
	snprintf(mtu, sizeof(mtu), "%lld", (long long)n->mtu);
	if (n->mtu)
		with(x, nic, "mtu", "size", mtu, NULL, NULL);
}

static void add_console(struct xml *x, xmlNode *devices, const struct host_console *c)
{
	xmlNode *serial;

	if (c->mode == CONSOLE_OFF)
		return;
	serial = with(x, devices, "serial", "type", c->mode == CONSOLE_FILE ? "file" : "pty", NULL,
		      NULL);
	if (c->mode == CONSOLE_FILE)
		with(x, serial, "source", "path", c->path, NULL, NULL);
	with(x, serial, "target", "port", "0", NULL, NULL);
}

static void add_devices(struct xml *x, xmlNode *domain, const struct vm *vm)
{
	xmlNode *devices = element(x, domain, "devices"), *vsock;
	char cid[32];

	for (size_t i = 0; i < vm->disk_count; i++)
		add_disk(x, devices, &vm->disks[i]);
	for (size_t i = 0; i < vm->nic_count; i++)
		add_nic(x, devices, &vm->nics[i]);
	add_console(x, devices, &vm->host->console);
	if (vm->has_vsock) {
		snprintf(cid, sizeof(cid), "%lld", (long long)vm->host->vsock.cid);
		vsock = with(x, devices, "vsock", "model", "virtio", NULL, NULL);
		with(x, vsock, "cid", "auto", "no", "address", cid);
	}
	with(x, devices, "memballoon", "model", "none", NULL, NULL);
}

static void add_features(struct xml *x, xmlNode *domain, const struct render *r)
{
	xmlNode *features = element(x, domain, "features");

	if (!strcmp(r->machine->arch, "x86_64")) /* elsewhere it is the firmware's, if at all */
		element(x, features, "acpi");
	else if (!strcmp(r->accel, "tcg")) /* left alone, libvirt takes version 2, for 8 CPUs */
		with(x, features, "gic", "version", "3", NULL, NULL);
}

static void add_domain(struct xml *x, xmlNode *domain, const struct render *r)
{
	const struct host *h = r->vm->host;
	bool tcg = !strcmp(r->accel, "tcg");
	xmlNode *os, *type;

	attribute(x, domain, "type", tcg ? "qemu" : "kvm");
	text(x, domain, "name", h->name);
	text(x, domain, "uuid", h->uuid);
	number(x, domain, "memory", h->memory_mib);
	attribute(x, xmlGetLastChild(domain), "unit", "MiB");
	number(x, domain, "vcpu", h->vcpus);
	os = element(x, domain, "os");
	text(x, os, "type", "hvm");
	type = xmlGetLastChild(os);
	attribute(x, type, "arch", r->machine->arch);
	attribute(x, type, "machine", r->machine->name);
	text(x, os, "kernel", h->kernel);
	text(x, os, "initrd", h->initrd);
	text(x, os, "cmdline", r->cmdline);
	add_features(x, domain, r);
	with(x, domain, "cpu", "mode", tcg ? "maximum" : "host-passthrough", NULL, NULL);
	text(x, domain, "on_poweroff", "destroy");
	text(x, domain, "on_reboot", "destroy"); /* a guest that panics ends */
	text(x, domain, "on_crash", "destroy");
	add_devices(x, domain, r->vm);
}

static char *dump(xmlDoc *doc)
{
	xmlChar *bytes = NULL;
	char *copy;
	int size = 0;

	xmlDocDumpFormatMemoryEnc(doc, &bytes, &size, "UTF-8", 1);
	while (bytes && size > 0 && bytes[size - 1] == '\n') /* the caller ends the line */
		size--;
	copy = bytes ? strndup((const char *)bytes, (size_t)size) : NULL;
	xmlFree(bytes);
	return copy;
}

static char *print(const struct render *r, const cJSON *definition, struct error *e)
{
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *domain = doc ? xmlNewDocNode(doc, NULL, BAD_CAST "domain", NULL) : NULL;
	struct xml x = { .failed = !domain };
	char *out = NULL;

	(void)definition, (void)e;
	if (domain) {
		xmlDocSetRootElement(doc, domain);
		add_domain(&x, domain, r);
		out = x.failed ? NULL : dump(doc);
	}
	xmlFreeDoc(doc);
	if (xmlGetLastError()) { /* xmlNewProp() takes an attribute without its value for done */
		free(out);
		return NULL;
	}
	return out;
}

/* The definition is no JSON: there is nothing for a patch, which check() has refused. */
static cJSON *render(const struct render *r)
{
	(void)r;
	return cJSON_CreateObject();
}

/* libvirt makes directories and files of that name. */
static void check_name(const char *name, struct diag_list *list)
{
	if (!name)
		diag_error(list, "/host", "\"name\" is missing (libvirt needs it)");
	else if (strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		diag_error(list, "/host/name",
			   "\"%s\" is no file name, which libvirt makes of it", name);
}

static void check_path(const char *path, const char *pointer, struct diag_list *list)
{
	if (path && *path != '/')
		diag_error(list, pointer, "its path must be absolute for libvirt");
}

static void check_disk(const struct vm_disk *d, struct diag_list *list)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz" "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.+-";

	check_path(d->path, d->pointer, list);
	if (d->serial && d->serial[strspn(d->serial, allowed)])
		diag_error(list, d->pointer, "its serial \"%s\" has a character that libvirt "
			   "refuses (letters, digits, _ . + - are expected)", d->serial);
}

static void check(const struct render *r, struct diag_list *list)
{
	const struct vm *vm = r->vm;
	const struct host *h = vm->host;

	check_name(h->name, list);
	check_path(h->kernel, "/host/kernel", list);
	check_path(h->initrd, "/host/initrd", list);
	check_path(h->console.path, "/host/console/path", list);
	machine_check(r, list);
	if (!r->machine->pci)
		diag_error(list, "/host", "libvirt has no machine %s (q35, pc or virt)",
			   r->machine->name);
	if (cJSON_GetObjectItemCaseSensitive(h->targets, "libvirt"))
		diag_error(list, "/host/targets/libvirt", "can't be merged into XML");
	for (const struct vm_disk *d = vm->disks; d < vm->disks + vm->disk_count; d++)
		check_disk(d, list);
	for (const struct vm_nic *n = vm->nics; n < vm->nics + vm->nic_count; n++)
		if (n->mtu && is_user(n))
			diag_error(list, n->pointer,
				   "libvirt gives the network \"" NETWORK_USER "\" no mtu");
}

const struct target target_libvirt = {
	.name = "libvirt",
	.help = "domain XML, for virsh define; see --machine and --accel",
	.cannot = {
		[VM_VSOCK_SOCKET] = "a guest's vsock is reached by its CID, there is no socket",
	},
	.check = check,
	.render = render,
	.print = print,
};

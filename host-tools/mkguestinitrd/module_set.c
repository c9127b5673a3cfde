/* module_set.c - which kernel modules a guest needs, packed for /init. */
#include "host-tools/mkguestinitrd/module_set.h"

#include <errno.h>
#include <libkmod.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/load_order.h"
#include "host-tools/mkguestinitrd/module_read.h"

#define DEFAULTS_MAX 8

struct module_list {
	const char *name;
	const char *defaults[DEFAULTS_MAX + 1]; /* left out where the kernel lacks them */
};

static const struct module_list module_lists[] = {
	{ "boot",     { "virtio_pci", "virtio_mmio", "virtio_blk", "virtio_console" } },
	{ "power",    { "button", "evdev" } },
	{ "rng",      { "virtio_rng" } },
	{ "packet",   { "af_packet" } },
	{ "net",      { "virtio_net" } },
	{ "vlan",     { "8021q" } },
	{ "vsock",    { "vmw_vsock_virtio_transport" } },
	{ "gpu",      { NULL } },
	{ "overlay",  { "overlay" } },
	{ "ext4",     { "ext4" } },
	{ "erofs",    { "erofs" } },
	{ "squashfs", { "squashfs" } },
	{ "xfs",      { "xfs" } },
	{ "btrfs",    { "btrfs" } },
	{ "vfat",     { "vfat", "nls_cp437", "nls_iso8859_1", "nls_ascii", "nls_utf8" } },
	{ "virtiofs", { "virtiofs" } },
	{ "9p",       { "9p", "9pnet_virtio" } },
};

static void free_kmod(struct kmod_ctx **kmod)
{
	kmod_unref(*kmod);
}

static int order_defaults(struct load_order *order, struct kmod_ctx *kmod,
			  const struct module_list *list, struct error *e)
{
	for (size_t i = 0; list->defaults[i]; i++) {
		int r = load_order_add(order, kmod, list->defaults[i], e);

		if (r == -ENOENT)
			*e = (struct error)ERROR_INIT;
		else if (r < 0)
			return r;
	}
	return 0;
}

static int order_requested(struct load_order *order, struct kmod_ctx *kmod,
			   const char **names, size_t count, struct error *e)
{
	for (size_t i = 0; i < count; i++) {
		int r = load_order_add(order, kmod, names[i], e);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_module_file(struct tree *t, const struct load_order_module *module, struct error *e)
{
	auto_buffer struct buffer content = BUFFER_INIT;
	char path[TREE_PATH_MAX + 1];
	int r;

	snprintf(path, sizeof(path), "/modules/%s.ko", module->name);
	if (tree_has(t, path)) /* a list before this one has it too */
		return 0;
	r = module_read(module->path, &content, e);
	return r < 0 ? r : tree_add_file(t, path, 0644, &content, e);
}

static int add_order(struct tree *t, const char *list_name, const struct load_order *order,
		     struct error *e)
{
	auto_buffer struct buffer text = BUFFER_INIT;
	char path[TREE_PATH_MAX + 1];
	int r = 0;

	for (size_t i = 0; i < order->count && r == 0; i++) {
		const char *name = order->modules[i].name;

		r = buffer_append(&text, name, strlen(name));
		if (r == 0)
			r = buffer_append(&text, ".ko\n", 4);
		if (r < 0)
			return error_set(e, -r, "module list '%s': %m", list_name);
		r = add_module_file(t, &order->modules[i], e);
	}
	if (r < 0 || order->count == 0)
		return r;
	snprintf(path, sizeof(path), "/modules/%s.list", list_name);
	return tree_add_file(t, path, 0644, &text, e);
}

static int add_list(struct tree *t, const struct module_list *list, struct kmod_ctx *kmod,
		    const struct module_request *request, struct error *e)
{
	__attribute__((cleanup(load_order_release))) struct load_order order = LOAD_ORDER_INIT;
	int r = order_defaults(&order, kmod, list, e);

	if (r == 0 && strcmp(list->name, "boot") == 0)
		r = order_requested(&order, kmod, request->boot, request->boot_count, e);
	if (r == 0 && strcmp(list->name, "gpu") == 0)
		r = order_requested(&order, kmod, request->gpu, request->gpu_count, e);
	return r < 0 ? r : add_order(t, list->name, &order, e);
}

int module_set_add(struct tree *t, const struct module_request *request, struct error *e)
{
	__attribute__((cleanup(free_kmod))) struct kmod_ctx *kmod = NULL;
	int r = load_order_open(request->dir, &kmod, e);

	for (size_t i = 0; i < ARRAY_SIZE(module_lists) && r == 0; i++)
		r = add_list(t, &module_lists[i], kmod, request, e);
	return r;
}

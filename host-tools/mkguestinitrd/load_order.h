/* load_order.h - a list of kernel modules in which every module stands behind what it needs. */
#pragma once
#include <stddef.h>

#include "common/error.h"

/* Modules in one list. A kernel has a few thousand; a guest's list has tens. */
#define LOAD_ORDER_MAX 512

struct kmod_ctx;

struct load_order_module {
	char *name; /* as the kernel writes it: '_', never '-' */
	char *path; /* absolute, on the host */
};

struct load_order {
	struct load_order_module *modules;
	size_t count;
};

#define LOAD_ORDER_INIT { 0 }

/* Open the index of a kernel's module directory (".../lib/modules/RELEASE"), as depmod made it.
 * Nothing of the running system counts: not its kernel, not /etc/modprobe.d.
 * Returns 0 and a context for kmod_unref(), or a negative errno. */
int load_order_open(const char *dir, struct kmod_ctx **ret, struct error *e);

/* Add the module called name (or what has it as an alias) behind its dependencies and its "pre"
 * soft dependencies, those likewise; what is in the list already isn't added again.
 * Nothing happens for a module that is built into the kernel.
 * Returns 0; -ENOENT, with *e set, if the kernel has no such module; -E2BIG, -ENOMEM or another
 * errno. On failure the order may hold a part of what was to be added. */
int load_order_add(struct load_order *order, struct kmod_ctx *kmod, const char *name,
		   struct error *e);

/* Accepts an empty order. */
void load_order_release(struct load_order *order);

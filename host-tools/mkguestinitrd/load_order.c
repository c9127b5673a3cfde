/* load_order.c - a list of kernel modules in which every module stands behind what it needs. */
#include "host-tools/mkguestinitrd/load_order.h"

#include <errno.h>
#include <libkmod.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"

static void free_kmod_list(struct kmod_list **list)
{
	kmod_module_unref_list(*list);
}

#define auto_kmod_list __attribute__((cleanup(free_kmod_list)))

/* The modules whose needs are being added at this moment, innermost first. */
struct visit {
	const char *name;
	const struct visit *outer;
};

static int add_module(struct load_order *order, struct kmod_module *module,
		      const struct visit *outer, struct error *e);

static void log_nothing(void *data, int priority, const char *file, int line, const char *function,
			const char *format, va_list args)
{
	(void)data, (void)priority, (void)file, (void)line, (void)function, (void)format,
		(void)args;
}

int load_order_open(const char *dir, struct kmod_ctx **ret, struct error *e)
{
	static const char *const no_config[] = { NULL };
	struct kmod_ctx *kmod = kmod_new(dir, no_config);

	if (!kmod)
		return error_set(e, ENOMEM, "cannot open module directory '%s'", dir);
	kmod_set_log_fn(kmod, log_nothing, NULL);
	if (kmod_load_resources(kmod) < 0) {
		kmod_unref(kmod);
		return error_set(e, ENOENT,
				 "'%s' has no readable module index (a kernel's directory "
				 ".../lib/modules/RELEASE after depmod)", dir);
	}
	*ret = kmod;
	return 0;
}

static bool has_module(const struct load_order *order, const char *name)
{
	for (size_t i = 0; i < order->count; i++)
		if (strcmp(order->modules[i].name, name) == 0)
			return true;
	return false;
}

static int append_module(struct load_order *order, struct kmod_module *module, struct error *e)
{
	const char *name = kmod_module_get_name(module), *path = kmod_module_get_path(module);
	auto_free char *name_copy = NULL, *path_copy = NULL;
	struct load_order_module *modules;

	if (!path)
		return error_set(e, ENODATA, "module '%s': the index names no file", name);
	if (order->count >= LOAD_ORDER_MAX)
		return error_set(e, E2BIG, "module '%s': more than %d modules in one list", name,
				 LOAD_ORDER_MAX);
	name_copy = strdup(name);
	path_copy = strdup(path);
	modules = reallocarray(order->modules, order->count + 1, sizeof(*modules));
	if (modules)
		order->modules = modules;
	if (!name_copy || !path_copy || !modules)
		return error_set(e, ENOMEM, "module '%s': %m", name);
	modules[order->count].name = take_ptr(name_copy);
	modules[order->count].path = take_ptr(path_copy);
	order->count++;
	return 0;
}

static int add_modules(struct load_order *order, struct kmod_list *list,
		       const struct visit *visit, struct error *e)
{
	struct kmod_list *item;
	int r = 0;

	kmod_list_foreach(item, list) {
		struct kmod_module *module = kmod_module_get_module(item);

		r = add_module(order, module, visit, e);
		kmod_module_unref(module);
		if (r < 0)
			break;
	}
	return r;
}

/* Soft dependencies first, as modprobe does. Those that the kernel lacks aren't in the list that
 * libkmod gives: they are optional. */
static int add_needed(struct load_order *order, struct kmod_module *module,
		      const struct visit *visit, struct error *e)
{
	auto_kmod_list struct kmod_list *pre = NULL;
	auto_kmod_list struct kmod_list *post = NULL;
	auto_kmod_list struct kmod_list *needed = kmod_module_get_dependencies(module);
	int r = kmod_module_get_softdeps(module, &pre, &post);

	if (r < 0)
		return error_set(e, -r, "module '%s': cannot read its soft dependencies: %m",
				 kmod_module_get_name(module));
	r = add_modules(order, pre, visit, e);
	return r < 0 ? r : add_modules(order, needed, visit, e);
}

static bool is_visited(const struct visit *visit, const char *name)
{
	for (; visit; visit = visit->outer)
		if (strcmp(visit->name, name) == 0)
			return true;
	return false;
}

/* A circle of soft dependencies is cut where it closes, as modprobe does. */
static int add_module(struct load_order *order, struct kmod_module *module,
		      const struct visit *outer, struct error *e)
{
	const struct visit visit = { .name = kmod_module_get_name(module), .outer = outer };
	int r;

	if (has_module(order, visit.name) || is_visited(outer, visit.name) ||
	    kmod_module_get_initstate(module) == KMOD_MODULE_BUILTIN)
		return 0;
	r = add_needed(order, module, &visit, e);
	return r < 0 ? r : append_module(order, module, e);
}

int load_order_add(struct load_order *order, struct kmod_ctx *kmod, const char *name,
		   struct error *e)
{
	auto_kmod_list struct kmod_list *found = NULL;
	int r = kmod_module_new_from_lookup(kmod, name, &found);

	if (r < 0 && r != -ENOENT)
		return error_set(e, -r, "module '%s': cannot look it up: %m", name);
	if (!found)
		return error_set(e, ENOENT, "module '%s': the kernel has none of this name", name);
	return add_modules(order, found, NULL, e);
}

void load_order_release(struct load_order *order)
{
	for (size_t i = 0; i < order->count; i++) {
		free(order->modules[i].name);
		free(order->modules[i].path);
	}
	free(order->modules);
	*order = (struct load_order)LOAD_ORDER_INIT;
}

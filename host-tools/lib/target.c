/* target.c - the machine types there are; check and render a target. */
#include "host-tools/lib/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/merge_patch.h"

/* microvm has 24 virtio-mmio transports. More than 255 CPUs take an IOMMU on x86. The interrupt
 * controller that virt gets unless told otherwise serves 8 CPUs, and KVM has it on few hosts.
 *
 * microvm has no clock but the TSC, whose speed the guest's kernel measures against the PIT. While
 * other processes keep TCG from running in time it can't, and hangs; with -icount, what has run is
 * the time.
 *
 * Kernels for PCs count the timer's interrupts for ten ticks, and panic when there are too few: as
 * when other processes keep TCG from running. Under KVM they know better than to look.
 *
 * Kernels for aarch64 sign their return addresses. The architecture's own cipher for that, which
 * virt's "max" has under TCG unless told otherwise, makes a boot take four times as long. */
const struct machine machines[] = {
	{ .name = "pc", .program = "qemu-system-x86_64", .arch = "x86_64", .properties = "",
	  .console = "ttyS0", .cmdline = "no_timer_check", .pci = true, .max_vcpus = 255 },
	{ .name = "q35", .program = "qemu-system-x86_64", .arch = "x86_64", .properties = "",
	  .console = "ttyS0", .cmdline = "no_timer_check", .pci = true, .max_vcpus = 255 },
	{ .name = "microvm", .program = "qemu-system-x86_64", .arch = "x86_64", .properties = "",
	  .console = "ttyS0", .max_devices = 24, .max_vcpus = 255, .counted = true },
	{ .name = "virt", .program = "qemu-system-aarch64", .arch = "aarch64",
	  .properties = ",gic-version=max", .console = "ttyAMA0", .pci = true, .max_vcpus = 512,
	  .tcg_cpu = "max,pauth-impdef=on" },
	{ .name = NULL },
};

const struct machine *machine_find(const char *name)
{
	for (const struct machine *m = machines; m->name; m++)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

void machine_check(const struct render *r, struct diag_list *list)
{
	const struct vm *vm = r->vm;
	const struct machine *m = r->machine;
	size_t devices = vm->disk_count + vm->nic_count + vm->has_vsock;

	if (m->max_devices && devices > m->max_devices)
		diag_error(list, "/host", "has %zu disks, NICs and a vsock in all (machine %s has "
			   "room for %zu)", devices, m->name, m->max_devices);
	if (vm->host->vcpus > m->max_vcpus)
		diag_error(list, "/host/vcpus", "%lld is more than machine %s can have (%d)",
			   (long long)vm->host->vcpus, m->name, m->max_vcpus);
}

struct verdict {
	const struct target *target;
	enum diag_severity severity;
	struct diag_list *list;
};

static void judge(void *context, enum vm_feature feature, const char *pointer)
{
	const struct verdict *v = context;
	const char *why = v->target->cannot[feature];

	if (why)
		diag_add(v->list, v->severity, DIAG_AT_VALUE, pointer, "%s%s: %s",
			 v->severity == DIAG_WARNING ? "dropped for " : "can't be expressed for ",
			 v->target->name, why);
}

void target_check(const struct target *target, const struct render *r, bool lossy,
		  struct diag_list *list)
{
	enum diag_severity severity = lossy ? DIAG_WARNING : DIAG_ERROR;
	struct verdict verdict = { target, severity, list };

	vm_each_use(r->vm, judge, &verdict);
	if (target->unbootable)
		diag_add(list, severity, DIAG_AT_VALUE, "/host", "%s", target->unbootable);
	if (target->check)
		target->check(r, list);
}

int target_definition(const struct target *target, const struct render *r, cJSON **ret,
		      struct error *e)
{
	const cJSON *patch = cJSON_GetObjectItemCaseSensitive(r->vm->host->targets, target->name);
	cJSON *definition = target->render(r);

	if (!definition || (patch && merge_patch(&definition, patch) < 0)) {
		cJSON_Delete(definition);
		return error_set(e, ENOMEM, "%m");
	}
	*ret = definition;
	return 0;
}

int target_render(const struct target *target, const struct render *r, char **ret, struct error *e)
{
	cJSON *definition;
	char *text;

	*e = (struct error)ERROR_INIT;
	if (target_definition(target, r, &definition, e) < 0)
		return -ENOMEM;
	text = target->print ? target->print(r, definition, e) : cJSON_Print(definition);
	cJSON_Delete(definition);
	if (text) {
		*ret = text;
		return 0;
	}
	return *e->text ? -EINVAL : error_set(e, ENOMEM, "%m");
}

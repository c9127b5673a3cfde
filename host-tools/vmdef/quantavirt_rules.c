/* quantavirt_rules.c - what QuantaVirt's schema 1.0 asks across fields, by its QV_ERR_ names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/vmdef/quantavirt.h"
#include "host-tools/vmdef/value_checks.h"

#define MIN_MEMORY (UINT64_C(128) << 20) /* bytes */
#define MAX_MEMORY (UINT64_C(4) << 40)

/* False when the text is missing or no size: its own check has said so. */
static bool read_size(const char *text, uint64_t *ret)
{
	return text && !check_size_text(text) && size_text_bytes(text, ret);
}

static void check_topology(const struct qv_cpu *cpu, struct diag_list *list)
{
	int64_t cores = cpu->topology.cores ? cpu->topology.cores : cpu->count;

	if (object_has(&qv_cpu_type, cpu, "topology") && cpu->count &&
	    cpu->topology.sockets * cores * cpu->topology.threads != cpu->count)
		diag_error(list, "/cpu/topology", "QV_ERR_INVAL: CPU topology does not match count "
			   "(%lld sockets × %lld cores × %lld threads, but %lld CPUs)",
			   (long long)cpu->topology.sockets, (long long)cores,
			   (long long)cpu->topology.threads, (long long)cpu->count);
}

/* {"0": 4}: the keys are virtual CPUs, the values physical ones. */
static void check_pins(const struct qv_cpu *cpu, struct diag_list *list)
{
	const cJSON *pin;

	if (cpu->pin && !cJSON_IsObject(cpu->pin)) {
		diag_error(list, "/cpu/pin", "is not an object ({\"0\": 4} is expected)");
		return;
	}
	cJSON_ArrayForEach(pin, cpu->pin) {
		auto_free char *pointer = json_pointer_key("/cpu/pin", pin->string);
		double n = cJSON_GetNumberValue(pin);
		size_t digits = strspn(pin->string, "0123456789");

		if (!pointer) {
			list->incomplete = true;
			return;
		}
		if (!digits || pin->string[digits] || digits > 3 ||
		    strtol(pin->string, NULL, 10) >= cpu->count)
			diag_add(list, DIAG_ERROR, DIAG_AT_KEY, pointer,
				 "is not a virtual CPU (0 to %lld)", (long long)cpu->count - 1);
		if (!cJSON_IsNumber(pin) || n < 0 || n > INT32_MAX || n != (double)(int)n)
			diag_error(list, pointer, "is not a physical CPU (an integer from 0)");
	}
}

static void check_memory(const struct qv_vm *vm, struct diag_list *list)
{
	const struct qv_memory *m = &vm->memory;
	const char *pages = cJSON_GetStringValue(m->hugepages);
	uint64_t size, max;

	if (read_size(m->size, &size)) {
		if (size < MIN_MEMORY)
			diag_error(list, "/memory/size",
				   "QV_ERR_INVAL: memory size below minimum (128 MB)");
		if (size > MAX_MEMORY)
			diag_error(list, "/memory/size", "is more than 4T");
		if (read_size(m->max_size, &max) && max < size)
			diag_error(list, "/memory/max_size", "is less than size");
	}
	if (m->hugepages && !cJSON_IsFalse(m->hugepages) &&
	    (!pages || (strcmp(pages, "2M") && strcmp(pages, "1G"))))
		diag_error(list, "/memory/hugepages", "is not one of false, \"2M\", \"1G\"");
	if (m->encrypted && !vm->security.sev.enabled && !vm->security.tdx.enabled)
		diag_error(list, "/memory/encrypted", "requires security.sev or security.tdx");
}

static void check_disk(const struct qv_storage *s, size_t i, bool here, struct diag_list *list)
{
	char pointer[64];

	snprintf(pointer, sizeof(pointer), "/storage/%zu", i);
	if (s->io == QV_IO_NATIVE && s->cache != QV_CACHE_NONE && s->cache != QV_CACHE_DIRECTSYNC)
		diag_error(list, pointer, "QV_ERR_INVAL: native AIO incompatible with %s cache "
			   "(none or directsync is expected)",
			   s->cache == QV_CACHE_WRITEBACK ? "writeback" : "writethrough");
	if (s->type != QV_DISK_VIRTIO && s->queues > 1)
		diag_error(list, pointer, "queues are for virtio-blk only");
	if (s->type != QV_DISK_VIRTIO && s->discard)
		diag_error(list, pointer, "discard is for virtio-blk only");
	if (here && s->path && access(s->path, F_OK) < 0)
		diag_error(list, pointer, "QV_ERR_NOENT: disk image not found");
}

/* names: a comma list. */
static bool is_among(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (; *names; names += *names == ',') {
		size_t n = strcspn(names, ",");

		if (n == len && !memcmp(names, name, n))
			return true;
		names += n;
	}
	return false;
}

static void check_nic(const struct qv_network *n, size_t i, const char *networks,
		      struct diag_list *list)
{
	char pointer[64];

	snprintf(pointer, sizeof(pointer), "/network/%zu/queues", i);
	if (n->type != QV_NIC_VIRTIO && n->queues > 1)
		diag_error(list, pointer, "are for virtio-net only");
	snprintf(pointer, sizeof(pointer), "/network/%zu/network", i);
	if (networks && n->network && !is_among(networks, n->network))
		diag_error(list, pointer, "QV_ERR_NOENT: network '%s' not found", n->network);
}

static bool is_amd(int model)
{
	return model >= QV_CPU_EPYC;
}

/* "host" can be any; a named model has to be one that can do it. */
static void check_models(const struct qv_vm *vm, struct diag_list *list)
{
	const struct qv_sev *sev = &vm->security.sev;
	int model = vm->cpu.model;

	if (model == QV_CPU_HOST)
		return;
	if (sev->enabled && !is_amd(model))
		diag_error(list, "/security/sev/enabled",
			   "requires an EPYC, but cpu.model is none");
	if (sev->es && (!is_amd(model) || model < QV_CPU_EPYC_ROME))
		diag_error(list, "/security/sev/es", "requires EPYC 7002 or later (EPYC-Rome)");
	if (sev->snp && (!is_amd(model) || model < QV_CPU_EPYC_MILAN))
		diag_error(list, "/security/sev/snp", "requires EPYC 7003 or later (EPYC-Milan)");
	if (vm->security.tdx.enabled && model != QV_CPU_SAPPHIRERAPIDS)
		diag_error(list, "/security/tdx/enabled",
			   "requires a Xeon of the 4th generation or later (SapphireRapids)");
}

/* A parameter of the KVM modules: 'Y' or '1' when the hardware can do it. */
static bool kvm_can(const char *path)
{
	auto_fclose FILE *f = fopen(path, "re");
	int c = f ? getc(f) : EOF;

	return c == 'Y' || c == '1';
}

static void check_hardware(const struct qv_security *s, struct diag_list *list)
{
	if (s->sev.enabled && !kvm_can("/sys/module/kvm_amd/parameters/sev"))
		diag_error(list, "/security/sev/enabled",
			   "QV_ERR_NODEV: AMD SEV not available on this host");
	if (s->tdx.enabled && !kvm_can("/sys/module/kvm_intel/parameters/tdx"))
		diag_error(list, "/security/tdx/enabled",
			   "QV_ERR_NODEV: Intel TDX not available on this host");
}

void qv_check(const void *object, const struct source_context *context, struct diag_list *list)
{
	const struct qv_vm *vm = object;
	const struct qv_storage *disks = vm->storage.items;
	const struct qv_network *nics = vm->network.items;

	check_topology(&vm->cpu, list);
	check_pins(&vm->cpu, list);
	check_memory(vm, list);
	if (!vm->storage.count)
		diag_error(list, object_has(&qv_vm_type, vm, "storage") ? "/storage" : "",
			   "QV_ERR_INVAL: no storage devices configured");
	for (size_t i = 0; i < vm->storage.count; i++)
		check_disk(&disks[i], i, context->here, list);
	for (size_t i = 0; i < vm->network.count; i++)
		check_nic(&nics[i], i, context->networks, list);
	if (context->names && vm->name && is_among(context->names, vm->name))
		diag_error(list, "/name", "QV_ERR_EXIST: VM name already in use");
	if (vm->boot.secure_boot && !vm->boot.uefi)
		diag_error(list, "/boot/secure_boot",
			   "QV_ERR_INVAL: secure_boot requires UEFI firmware");
	check_models(vm, list);
	if (context->here)
		check_hardware(&vm->security, list);
}

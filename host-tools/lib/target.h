/* target.h - a VMM that a machine can be rendered for: one row of facts, one file each. */
#pragma once
#include <cjson/cJSON.h>

#include "common/error.h"
#include "host-tools/lib/vm.h"

struct machine { /* a machine type of QEMU and libvirt */
	const char *name;
	const char *program;	/* of QEMU */
	const char *arch;	/* as libvirt says it */
	const char *properties; /* of QEMU's -machine, each with its comma in front */
	const char *console;	/* the kernel's name of its serial port */
	const char *cmdline;	/* what its guests need on the kernel's command line; may be NULL */
	bool pci;		/* else virtio-mmio */
	size_t max_devices;	/* virtio devices; 0: as many as a spec has */
	int max_vcpus;		/* whatever the accelerator */
	bool counted;		/* under TCG it runs with -icount */
	const char *tcg_cpu;	/* QEMU's -cpu under TCG alone; NULL: the default is its fastest */
};

enum argv_format { ARGV_SHELL, ARGV_LINES };

struct render { /* all that a rendering depends on */
	const struct vm *vm;
	const struct machine *machine;
	const char *accel; /* as QEMU says it: kvm, tcg, kvm:tcg */
	enum argv_format format;
	const char *cmdline; /* the kernel's command line */
	int64_t created;     /* seconds since 1970 */
};

struct target {
	const char *name;
	const char *help;
	const char *console; /* the kernel's name of its serial port; NULL: QEMU's machine's */
	const char *cmdline; /* what this VMM's guests need on the command line; may be NULL */
	const char *cannot[VM_FEATURE_COUNT]; /* why a feature can't be expressed; NULL: it can */
	const char *unbootable; /* why no guest of ours can boot; NULL: it can */
	/* What else doesn't fit this VMM: counts, ranges, what has to be given. May be NULL. */
	void (*check)(const struct render *r, struct diag_list *list);
	/* More words for the command line, behind the fixed ones: text that the caller frees,
	 * NULL: out of memory. May be NULL. */
	char *(*extra_cmdline)(const struct render *r);
	/* The definition as JSON. NULL: out of memory. */
	cJSON *(*render)(const struct render *r);
	/* Print the (patched) definition in the VMM's own form; *e says why not. NULL: as JSON.
	 * Returns a text that the caller frees, or NULL. */
	char *(*print)(const struct render *r, const cJSON *definition, struct error *e);
};

extern const struct target target_qemu; /* target_qemu.c */

/* host.nics[].network: QEMU's own, which needs nothing of the host. */
#define NETWORK_USER "user"

#define MACHINE_DEFAULT "q35"
extern const struct machine machines[]; /* the last one's name is NULL */
const struct machine *machine_find(const char *name);

/* What the machine type has no room for, in list. */
void machine_check(const struct render *r, struct diag_list *list);

/* What doesn't fit the target: findings about the spec, in list. lossy: what can be left out is a
 * warning. */
void target_check(const struct target *target, const struct render *r, bool lossy,
		  struct diag_list *list);

/* Render and merge host.targets.NAME. Returns 0 and a tree that the caller frees, or -ENOMEM. */
int target_definition(const struct target *target, const struct render *r, cJSON **ret,
		      struct error *e);

/* The same, printed. Returns 0 and text that the caller frees, -EINVAL when
 * the patch made something unprintable, -ENOMEM; *e says why. */
int target_render(const struct target *target, const struct render *r, char **ret,
		  struct error *e);

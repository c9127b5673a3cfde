/* module_set.h - which kernel modules a guest needs, packed for /init.
 *
 * The contract with /init:
 * - Modules lie flat and uncompressed in /modules, each once: /modules/NAME.ko, NAME as the kernel
 *   writes it ('_', never '-').
 * - /modules/LIST.list is a text file: one file name ("virtio_blk.ko") a line, each line ended by a
 *   newline, in load order and complete with all dependencies. A module may stand in several lists,
 *   so finit_module's EEXIST is no error. Neither is ENODEV: a soft dependency may be a driver for
 *   a CPU feature that this machine lacks.
 * - A list that would be empty (all built into the kernel, or absent from it) has no file; without
 *   module directory there is no /modules.
 * - Lists, and when /init loads them:
 *     boot      first, at every boot; holds what the user added too
 *     power     at every boot: the ACPI power button
 *     rng       at every boot: the host's randomness
 *     net       before the config's networks
 *     vlan      before an 802.1Q link is made
 *     packet    before DHCP, which needs raw sockets
 *     vsock     before the agent starts
 *     gpu       for a config with has_gpu; holds only what the user named
 *     FSTYPE    before a mount of that type: overlay ext4 erofs squashfs xfs btrfs vfat virtiofs 9p
 */
#pragma once
#include <stddef.h>

#include "common/error.h"
#include "host-tools/mkguestinitrd/tree.h"

struct module_request {
	const char *dir;   /* the kernel's module directory */
	const char **boot; /* further modules of the list "boot" */
	size_t boot_count;
	const char **gpu;  /* all modules of the list "gpu" */
	size_t gpu_count;
};

/* Add modules and lists to t. A default module that the kernel lacks is left out; one that the
 * request names must be there.
 * Returns 0 or a negative errno; *e names module or file. t may then hold a part of them. */
int module_set_add(struct tree *t, const struct module_request *request, struct error *e);

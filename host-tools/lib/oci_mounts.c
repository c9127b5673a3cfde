/* oci_mounts.c - the mounts of an OCI runtime config: only a tmpfs goes into a VM. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "host-tools/lib/oci_convert.h"

/* What every runtime mounts for a container, and /init for a VM (runtime-spec, config-linux.md,
 * "Default Filesystems"). */
static const char *const defaults[] = {
	"/proc", "/sys", "/sys/fs/cgroup", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue",
};

/* Options for the runtime, not for the filesystem; a VM has nobody to propagate mounts to. */
static const char *const propagation[] = {
	"private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable",
};

static bool is_in(const char *text, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], text))
			return true;
	return false;
}

static bool is_bind(const struct oci_mount *mount)
{
	static const char *const binds[] = { "bind", "rbind" };

	for (size_t i = 0; i < mount->options.count; i++)
		if (is_in(mount->options.items[i], binds, ARRAY_SIZE(binds)))
			return true;
	return mount->type && !strcmp(mount->type, "bind");
}

static int append_tmpfs(struct oci_mount *mount, struct vmconfig *ret)
{
	const struct object_type *type = object_find(&vmconfig_type, "mounts")->object;
	struct mount_entry *entry = object_append(&vmconfig_type, ret, "mounts");

	if (!entry)
		return -ENOMEM;
	entry->type = MOUNT_TMPFS;
	object_mark(type, entry, "type");
	entry->target = take_ptr(mount->destination);
	object_mark(type, entry, "target");
	for (size_t i = 0; i < mount->options.count; i++) {
		if (is_in(mount->options.items[i], propagation, ARRAY_SIZE(propagation)))
			continue;
		if (strv_append(&entry->options, mount->options.items[i]) < 0)
			return -ENOMEM;
		object_mark(type, entry, "options");
	}
	return 0;
}

static int convert_mount(struct oci_mount *mount, size_t i, struct vmconfig *ret,
			 struct diag_list *list)
{
	const char *wrong;
	char pointer[64];

	snprintf(pointer, sizeof(pointer), "/mounts/%zu", i);
	if (!mount->destination)
		return 0; /* its table has said so */
	if (is_bind(mount)) {
		diag_error(list, pointer, "a bind mount can't be taken over: a VM doesn't see the "
			   "host's files (use volume_mounts, or mounts with virtiofs)");
		return 0;
	}
	if (is_in(mount->destination, defaults, ARRAY_SIZE(defaults)))
		return 0;
	if (!mount->type || strcmp(mount->type, "tmpfs")) {
		diag_error(list, pointer,
			   "can't be taken over (of a runtime's mounts, only tmpfs can)");
		return 0;
	}
	wrong = check_mount_target(mount->destination);
	if (wrong) {
		snprintf(pointer, sizeof(pointer), "/mounts/%zu/destination", i);
		diag_error(list, pointer, "\"%.64s\" %s", mount->destination, wrong);
		return 0;
	}
	if (ret->mounts.count == VMCONFIG_MAX_MOUNTS) {
		diag_error(list, pointer, "is one tmpfs too many (at most %u are possible)",
			   VMCONFIG_MAX_MOUNTS);
		return 0;
	}
	return append_tmpfs(mount, ret);
}

int oci_convert_mounts(const struct oci_runtime *oci, struct vmconfig *ret, struct diag_list *list)
{
	struct oci_mount *mounts = oci->mounts.items;
	int r = 0;

	for (size_t i = 0; !r && i < oci->mounts.count; i++)
		r = convert_mount(&mounts[i], i, ret, list);
	return r;
}

/* oci_runtime.c - from an OCI runtime config.json to a vmconfig. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/name_table.h"
#include "host-tools/lib/oci_convert.h"

static const struct object_type *process_type(void)
{
	return object_find(&oci_runtime_type, "process")->object;
}

static int convert_user(struct oci_process *process, struct vmconfig *ret)
{
	struct oci_user *user = &process->user;
	const struct object_type *type = object_find(process_type(), "user")->object;
	char *umask;

	if (asprintf(&ret->user, "%lld:%lld", (long long)user->uid, (long long)user->gid) < 0) {
		ret->user = NULL; /* asprintf leaves it undefined */
		return -ENOMEM;
	}
	object_mark(&vmconfig_type, ret, "user");
	if (user->additionalGids.count)
		OCI_MOVE(ret, groups, user->additionalGids);
	if (!object_has(type, user, "umask"))
		return 0;
	if (asprintf(&umask, "%04llo", (unsigned long long)user->umask) < 0)
		return -ENOMEM;
	free(ret->umask);
	OCI_MOVE(ret, umask, umask);
	return 0;
}

static bool strv_contains(const struct strv *v, const char *text)
{
	for (size_t i = 0; i < v->count; i++)
		if (!strcmp(v->items[i], text))
			return true;
	return false;
}

static bool same_set(const struct strv *a, const struct strv *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!strv_contains(b, a->items[i]))
			return false;
	for (size_t i = 0; i < b->count; i++)
		if (!strv_contains(a, b->items[i]))
			return false;
	return true;
}

/* A vmconfig has one set, which is all that the workload has: the effective one says most. */
static void convert_capabilities(struct oci_capabilities *c, struct vmconfig *ret,
				 struct diag_list *list)
{
	static const char pointer[] = "/process/capabilities";

	if (!same_set(&c->bounding, &c->effective))
		diag_warning(list, pointer,
			     "bounding differs from effective, which is taken for both");
	if (!same_set(&c->permitted, &c->effective))
		diag_warning(list, pointer,
			     "permitted differs from effective, which is taken for both");
	if (c->inheritable.count)
		diag_warning(list, "/process/capabilities/inheritable", "not taken over");
	if (c->ambient.count)
		diag_warning(list, "/process/capabilities/ambient", "not taken over");
	OCI_MOVE(ret, capabilities, c->effective);
}

static bool has_rlimit(const struct vmconfig *c, const char *name)
{
	for (size_t i = 0; i < c->rlimits.count; i++)
		if (name_table_find(&rlimit_names, vmconfig_rlimit(c, i)->name) ==
		    name_table_find(&rlimit_names, name))
			return true;
	return false;
}

static int convert_rlimits(const struct objv *rlimits, struct vmconfig *ret, struct diag_list *list)
{
	struct oci_rlimit *from = rlimits->items;

	for (size_t i = 0; i < rlimits->count; i++) {
		struct rlimit_entry *entry;
		char pointer[64];

		if (!from[i].type)
			continue; /* its table has said so */
		if (has_rlimit(ret, from[i].type)) {
			snprintf(pointer, sizeof(pointer), "/process/rlimits/%zu", i);
			diag_error(list, pointer, "its type was there before");
			continue;
		}
		entry = object_append(&vmconfig_type, ret, "rlimits");
		if (!entry)
			return -ENOMEM;
		entry->name = take_ptr(from[i].type);
		entry->soft = from[i].soft;
		entry->hard = from[i].hard;
		object_mark(object_find(&vmconfig_type, "rlimits")->object, entry, "soft");
		object_mark(object_find(&vmconfig_type, "rlimits")->object, entry, "hard");
	}
	return 0;
}

static int convert_process(struct oci_process *process, struct vmconfig *ret,
			   struct diag_list *list)
{
	int r = 0;

	if (process->args.count)
		OCI_MOVE(ret, cmd, process->args);
	if (process->cwd) {
		free(ret->workdir);
		OCI_MOVE(ret, workdir, process->cwd);
	}
	if (process->terminal)
		OCI_MOVE(ret, tty, process->terminal);
	if (process->noNewPrivileges)
		OCI_MOVE(ret, no_new_privileges, process->noNewPrivileges);
	if (object_has(process_type(), process, "user"))
		r = convert_user(process, ret);
	if (object_has(process_type(), process, "capabilities"))
		convert_capabilities(&process->capabilities, ret, list);
	if (!r)
		r = convert_rlimits(&process->rlimits, ret, list);
	return r < 0 ? r : oci_convert_env(&process->env, "/process/env", ret, list);
}

int oci_convert_runtime(struct oci_runtime *oci, struct vmconfig *ret, struct diag_list *list)
{
	int r = convert_process(&oci->process, ret, list);

	if (r < 0)
		return r;
	if (oci->hostname)
		OCI_MOVE(ret, hostname, oci->hostname);
	if (oci->linux.sysctl.count)
		OCI_MOVE(ret, sysctls, oci->linux.sysctl);
	if (oci->root.readonly) {
		ret->rootfs.readonly = true;
		object_mark(&rootfs_type, &ret->rootfs, "readonly");
		object_mark(&vmconfig_type, ret, "rootfs");
	}
	return oci_convert_mounts(oci, ret, list);
}

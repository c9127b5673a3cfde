/* patch.c - the part of a spec that vmrun's command line says. */
#include "host-tools/vmrun/patch.h"

#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/build.h"
#include "host-tools/lib/target.h"
#include "host-tools/lib/vm.h"

#define FIRST_VOLUME 3 /* behind root, overlay and config disk */

static void add_path(struct build *b, cJSON *list, const char *path)
{
	build_string(b, build_object(b, list, NULL), "path", path);
}

static void add_volume(struct build *b, cJSON *mounts, cJSON *disks, const struct request *request,
		       size_t i, const struct workspace *workspace)
{
	/* A root that is only read has no overlay. */
	size_t first = FIRST_VOLUME - request->is_read_only;
	size_t slot = first + (size_t)cJSON_GetArraySize(disks);
	const struct volume_arg *v = &request->volumes[i];
	cJSON *mount = build_object(b, mounts, NULL);
	auto_free char *overlay = NULL;
	char name[VM_SLOT_SIZE], file[48];

	vm_slot_name(slot, name);
	build_format(b, mount, "device", "/dev/%s", name);
	build_string(b, mount, "path", v->path);
	build_string(b, mount, "mode", v->mode);
	add_path(b, disks, v->source);
	if (strcmp(v->mode, "overlay"))
		return;
	vm_slot_name(slot + 1, name);
	build_format(b, mount, "overlay_device", "/dev/%s", name);
	snprintf(file, sizeof(file), "volume-%zu-overlay.img", i);
	overlay = workspace_file(workspace, file);
	b->failed |= !overlay;
	add_path(b, disks, overlay);
}

static void add_disks(struct build *b, cJSON *root, cJSON *host, const struct request *request,
		      const struct workspace *workspace)
{
	cJSON *disks = build_object(b, host, "disks"), *rootfs = build_object(b, disks, "rootfs");
	cJSON *mounts, *volumes;

	build_string(b, rootfs, "path", request->rootfs);
	build_bool(b, rootfs, "readonly", true);
	if (!request->volume_count)
		return;
	mounts = build_array(b, root, "volume_mounts");
	volumes = build_array(b, disks, "volumes");
	for (size_t i = 0; i < request->volume_count; i++)
		add_volume(b, mounts, volumes, request, i, workspace);
}

/* arg: "PATH" or "PATH:OPTION,OPTION..." */
static void add_tmpfs(struct build *b, cJSON *mounts, const char *arg)
{
	cJSON *mount = build_object(b, mounts, NULL), *options;
	size_t path = strcspn(arg, ":");
	const char *p = arg + path + (arg[path] == ':');

	build_string(b, mount, "type", "tmpfs");
	build_format(b, mount, "target", "%.*s", (int)path, arg);
	options = *p ? build_array(b, mount, "options") : NULL;
	for (size_t n; *p; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		build_format(b, options, NULL, "%.*s", (int)n, p);
	}
}

static void add_root(struct build *b, cJSON *root, const struct request *request)
{
	cJSON *mounts = request->tmpfs_count ? build_array(b, root, "mounts") : NULL;

	for (size_t i = 0; i < request->tmpfs_count; i++)
		add_tmpfs(b, mounts, request->tmpfs[i]);
	if (request->is_read_only)
		build_bool(b, build_object(b, root, "rootfs"), "readonly", true);
}

/* What QEMU's user network expects of its one guest. */
static void add_network(struct build *b, cJSON *root, cJSON *host)
{
	cJSON *nic = build_object(b, build_array(b, host, "nics"), NULL);

	build_bool(b, root, "network_enabled", true);
	build_string(b, root, "guest_ip", "10.0.2.15");
	build_number(b, root, "guest_cidr", 24);
	build_string(b, root, "guest_gw", "10.0.2.2");
	build_string(b, root, "guest_dns", "10.0.2.3");
	build_string(b, nic, "network", NETWORK_USER);
}

/* As with docker, an entrypoint of the command line leaves nothing of the cmd that was there. */
static void add_command(struct build *b, cJSON *root, const struct request *request)
{
	bool replaces = request->command_count || request->entrypoint;
	cJSON *cmd = replaces ? build_array(b, root, "cmd") : NULL;
	cJSON *entrypoint = request->entrypoint ? build_array(b, root, "entrypoint") : NULL;

	if (request->entrypoint && *request->entrypoint)
		build_string(b, entrypoint, NULL, request->entrypoint);
	for (size_t i = 0; i < request->command_count; i++)
		build_string(b, cmd, NULL, request->command[i]);
}

static void add_workload(struct build *b, cJSON *root, const struct request *request)
{
	add_command(b, root, request);
	build_string(b, root, "workdir", request->workdir);
	build_string(b, root, "user", request->user);
	build_string(b, root, "hostname", request->hostname);
	if (request->is_terminal)
		build_bool(b, root, "tty", true);
}

static void add_machine(struct build *b, cJSON *host, const struct request *request)
{
	build_string(b, host, "name", request->name);
	if (request->memory_mib)
		build_number(b, host, "memory_mib", (double)request->memory_mib);
	if (request->cpus)
		build_number(b, host, "vcpus", (double)request->cpus);
}

cJSON *patch_make(const struct request *request, const struct workspace *workspace)
{
	struct build b = { 0 };
	cJSON *root = cJSON_CreateObject(), *host = build_object(&b, root, "host");

	add_workload(&b, root, request);
	add_root(&b, root, request);
	add_machine(&b, host, request);
	if (request->rootfs)
		add_disks(&b, root, host, request, workspace);
	if (request->rootfs && request->has_network)
		add_network(&b, root, host);
	return build_end(&b, root);
}

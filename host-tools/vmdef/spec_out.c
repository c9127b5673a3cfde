/* spec_out.c - write the spec that follows from a VM definition, a fact at a time. */
#include "host-tools/vmdef/spec_out.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/vmconfig.h"

void spec_out_begin(struct spec_out *o, struct diag_list *list)
{
	*o = (struct spec_out){ .list = list, .root = cJSON_CreateObject(),
				.host = cJSON_CreateObject() };
	o->build.failed = !o->root || !o->host;
}

void spec_out_name(struct spec_out *o, const char *name, const char *pointer)
{
	const char *wrong = check_hostname(name);

	build_string(&o->build, o->host, "name", name);
	if (wrong)
		diag_warning(o->list, pointer, "becomes no hostname: \"%.64s\" %s", name, wrong);
	else
		build_string(&o->build, o->root, "hostname", name);
}

void spec_out_uuid(struct spec_out *o, const char *uuid)
{
	char id[33];
	size_t n = 0;

	if (!uuid || check_uuid(uuid))
		return;
	build_string(&o->build, o->host, "uuid", uuid);
	for (; *uuid; uuid++)
		if (*uuid != '-')
			id[n++] = (char)tolower((unsigned char)*uuid);
	id[n] = '\0';
	if (!check_machine_id(id))
		build_string(&o->build, o->root, "machine_id", id);
}

void spec_out_size(struct spec_out *o, int64_t vcpus, uint64_t memory, const char *pointer)
{
	uint64_t mib = memory >> 20;

	if (memory & ((1 << 20) - 1)) {
		mib++;
		diag_warning(o->list, pointer, "is rounded up to %llu MiB",
			     (unsigned long long)mib);
	}
	build_number(&o->build, o->host, "vcpus", (double)vcpus);
	build_number(&o->build, o->host, "memory_mib", (double)mib);
}

/* A word of the command line that vmdef writes itself, or that is another /init's. */
static bool is_own_word(const char *word, size_t len)
{
	static const char *const words[] = { "panic=-1", "quiet", "boot=cocoon-overlay" };
	static const char *const prefixes[] = { "console=", "cocoon.layers=", "cocoon.cow=" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !strncmp(word, words[i], len))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (!strncmp(word, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static void add_cmdline(struct spec_out *o, const char *cmdline)
{
	auto_free char *kept = calloc(1, strlen(cmdline) + 2);
	char *end = kept;

	if (!kept) {
		o->build.failed = true;
		return;
	}
	for (size_t len; *(cmdline += strspn(cmdline, " ")); cmdline += len) {
		len = strcspn(cmdline, " ");
		if (is_own_word(cmdline, len))
			continue;
		if (end > kept)
			*end++ = ' ';
		memcpy(end, cmdline, len);
		end += len;
	}
	if (*kept)
		build_string(&o->build, o->host, "cmdline_append", kept);
}

void spec_out_boot(struct spec_out *o, const char *kernel, const char *initrd, const char *cmdline)
{
	if (kernel && *kernel)
		build_string(&o->build, o->host, "kernel", kernel);
	if (initrd && *initrd)
		build_string(&o->build, o->host, "initrd", initrd);
	if (cmdline)
		add_cmdline(o, cmdline);
}

const char *spec_out_role(size_t index)
{
	static const char *const roles[] = { "rootfs", "overlay", "config" };

	return index < ARRAY_SIZE(roles) ? roles[index] : NULL;
}

void spec_out_disk(struct spec_out *o, const char *role, const char *path, bool readonly,
		   const char *format, const char *serial)
{
	cJSON *disk;

	if (!o->disks)
		o->disks = build_object(&o->build, o->host, "disks");
	if (!role && !o->volumes)
		o->volumes = build_array(&o->build, o->disks, "volumes");
	disk = role ? build_object(&o->build, o->disks, role) :
		      build_object(&o->build, o->volumes, NULL);
	build_string(&o->build, disk, "path", path);
	build_bool(&o->build, disk, "readonly", readonly);
	build_string(&o->build, disk, "format", format);
	if (serial && *serial)
		build_string(&o->build, disk, "serial", serial);
}

cJSON *spec_out_nic(struct spec_out *o, const char *kind, const char *name, const char *mac,
		    int64_t mtu)
{
	cJSON *nic, *network;

	if (!o->nics) {
		o->nics = build_array(&o->build, o->host, "nics");
		o->networks = build_array(&o->build, o->root, "networks");
	}
	nic = build_object(&o->build, o->nics, NULL);
	network = build_object(&o->build, o->networks, NULL);
	if (kind)
		build_string(&o->build, nic, kind, name);
	if (mac && !check_mac(mac)) {
		build_string(&o->build, nic, "mac", mac);
		build_string(&o->build, network, "mac", mac);
	}
	if (mtu) {
		build_number(&o->build, nic, "mtu", (double)mtu);
		build_number(&o->build, network, "mtu", (double)mtu);
	}
	return network;
}

void spec_out_dhcp(struct spec_out *o, cJSON *network)
{
	build_string(&o->build, network, "dhcp", "ipv4");
}

cJSON *spec_out_end(struct spec_out *o)
{
	if (o->root && o->host && cJSON_AddItemToObject(o->root, "host", o->host))
		return build_end(&o->build, o->root);
	cJSON_Delete(o->root);
	cJSON_Delete(o->host);
	return NULL;
}

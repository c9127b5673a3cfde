/* vmconfig_rules.c - what has to fit together across the fields of a config. */
#include "common/vmconfig_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/ip.h"

/* "/volume_mounts/4294967295/overlay_device" and more. */
#define POINTER_SIZE 64

static bool has(const struct vmconfig *c, const char *name)
{
	return object_has(&vmconfig_type, c, name);
}

static void check_argv(const struct vmconfig *c, struct diag_list *list)
{
	const struct strv *first = c->entrypoint.count ? &c->entrypoint : &c->cmd;

	if (c->init_mode == INIT_EXEC && !first->count)
		diag_error(list, "", "entrypoint and cmd are both empty (there is nothing to run)");
	else if (first->count && !*first->items[0])
		diag_error(list, first == &c->cmd ? "/cmd/0" : "/entrypoint/0",
			   "the command's name is empty");
}

static void check_address(const struct vmconfig *c, struct diag_list *list)
{
	struct ip_addr ip, gateway;

	if (!c->network_enabled)
		return;
	if (!c->guest_ip) {
		diag_error(list, "/network_enabled", "is true, but \"guest_ip\" is missing");
		return;
	}
	if (ip_parse(c->guest_ip, &ip) < 0)
		return; /* the field's own check has said so */
	if (!has(c, "guest_cidr"))
		diag_warning(list, "/guest_ip", "has no \"guest_cidr\": a prefix of %u bits is taken",
			     vmconfig_guest_prefix(c));
	else if (c->guest_cidr > ip_bits(&ip))
		diag_error(list, "/guest_cidr", "%lld is more than an %s prefix has (at most %u)",
			   (long long)c->guest_cidr, ip.family == AF_INET ? "IPv4" : "IPv6",
			   ip_bits(&ip));
	if (c->guest_gw && ip_parse(c->guest_gw, &gateway) == 0 && gateway.family != ip.family)
		diag_error(list, "/guest_gw", "is of another IP version than guest_ip");
}

static void check_overlay(const struct volume *v, size_t i, struct diag_list *list)
{
	char pointer[POINTER_SIZE];

	if (v->mode == VOLUME_OVERLAY && !v->overlay_device) {
		snprintf(pointer, sizeof(pointer), "/volume_mounts/%zu", i);
		diag_error(list, pointer, "mode overlay needs \"overlay_device\"");
		return;
	}
	if (!v->overlay_device)
		return;
	snprintf(pointer, sizeof(pointer), "/volume_mounts/%zu/overlay_device", i);
	if (v->mode != VOLUME_OVERLAY)
		diag_error(list, pointer, "is only for mode overlay");
	else if (v->device && !strcmp(v->device, v->overlay_device))
		diag_error(list, pointer, "is the volume's own device (another one is expected)");
}

struct target {
	char *path; /* without doubled and trailing slashes, and without "." */
	size_t index;
};

/* The one way to write a path. path: absolute, without "..". NULL: out of memory. */
static char *normalize(const char *path)
{
	char *out = malloc(strlen(path) + 2), *p = out;

	if (!out)
		return NULL;
	for (size_t len; *(path += strspn(path, "/")); path += len) {
		len = strcspn(path, "/");
		if (len == 1 && *path == '.')
			continue;
		*p++ = '/';
		memcpy(p, path, len);
		p += len;
	}
	*p = '\0';
	return out;
}

static int by_path(const void *pa, const void *pb)
{
	const struct target *a = pa, *b = pb;
	int order = strcmp(a->path, b->path);

	return order ? order : (a->index > b->index) - (a->index < b->index);
}

static void check_targets(const struct vmconfig *c, struct diag_list *list)
{
	size_t count = c->volume_mounts.count, n = 0;
	struct target *targets = calloc(count + 1, sizeof(*targets));

	for (size_t i = 0; targets && i < count; i++) {
		if (!vmconfig_volume(c, i)->path)
			continue;
		targets[n] = (struct target){ normalize(vmconfig_volume(c, i)->path), i };
		if (targets[n].path)
			n++;
		else
			list->incomplete = true;
	}
	if (!targets)
		list->incomplete = true;
	if (n)
		qsort(targets, n, sizeof(*targets), by_path);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(targets[i - 1].path, targets[i].path)) {
			char pointer[POINTER_SIZE];

			snprintf(pointer, sizeof(pointer), "/volume_mounts/%zu/path", targets[i].index);
			diag_error(list, pointer, "volume %zu is mounted on \"%.64s\" already",
				   targets[i - 1].index, targets[i].path);
		}
	for (size_t i = 0; i < n; i++)
		free(targets[i].path);
	free(targets);
}

void vmconfig_check_rules(const struct vmconfig *c, struct diag_list *list)
{
	check_argv(c, list);
	check_address(c, list);
	for (size_t i = 0; i < c->volume_mounts.count; i++)
		check_overlay(vmconfig_volume(c, i), i, list);
	check_targets(c, list);
}

/* names.c - phase "names": who the machine is, and the files by which names become addresses. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/name_files.h"
#include "guest-init/resolv.h"
#include "guest-init/root_file.h"
#include "guest-init/sys/inroot.h"

#define ID_MODE 0444 /* as systemd leaves it */

static int write_line(struct boot *b, const char *path, const char *text, mode_t mode,
		      struct error *e)
{
	struct inroot_file file = { .path = path, .mode = mode };
	auto_free char *line = NULL;
	int len = asprintf(&line, "%s\n", text);

	if (len < 0) {
		line = NULL;
		return error_set(e, ENOMEM, "cannot write %s: %m", path);
	}
	file.data = line;
	file.len = (size_t)len;
	return root_file_write(b, &file, e);
}

static int set_hostname(struct boot *b, struct error *e)
{
	const char *name = b->config.hostname;

	if (!name)
		return 0;
	if (sethostname(name, strlen(name)) < 0)
		return error_set(e, errno, "cannot set the host name '%s': %m", name);
	return write_line(b, "/etc/hostname", name, 0644, e);
}

static int write_machine_id(struct boot *b, struct error *e)
{
	const char *id = b->config.machine_id;

	return id ? write_line(b, "/etc/machine-id", id, ID_MODE, e) : 0;
}

/* The first address of the first NIC that has one. */
static struct ip_addr own_address(const struct boot *b)
{
	const struct vmconfig *c = &b->config;
	struct ip_addr address = { 0 };
	uint8_t prefix;

	if (c->network_enabled && c->guest_ip && ip_parse(c->guest_ip, &address) == 0)
		return address;
	for (size_t i = 0; i < c->networks.count; i++) {
		const struct strv *own = &vmconfig_network(c, i)->addresses;

		if (own->count && ip_parse_cidr(own->items[0], &address, &prefix) == 0)
			return address;
		for (size_t k = 0; k < b->leases.count; k++)
			if (b->leases.items[k]->nic.number == i && b->leases.items[k]->bound)
				return b->leases.items[k]->applied.address;
	}
	return address;
}

static bool is_missing(int root_fd, const char *path)
{
	auto_close int fd = inroot_open(root_fd, path, O_PATH);

	return fd < 0;
}

/* An image's own file stays, unless the config says something that belongs in it. */
static int write_hosts(struct boot *b, struct error *e)
{
	const struct vmconfig *c = &b->config;
	auto_free struct hosts_line *lines = NULL;
	struct ip_addr own = own_address(b);
	auto_free char *text = NULL;
	int r = 0;

	if (!c->hostname && !c->hosts.count && !is_missing(b->root_fd, "/etc/hosts"))
		return 0;
	lines = calloc(c->hosts.count + 1, sizeof(*lines));
	for (size_t i = 0; lines && r == 0 && i < c->hosts.count; i++) {
		const struct host_entry *entry = vmconfig_host_entry(c, i);

		lines[i].names = (const char *const *)entry->names.items;
		lines[i].count = entry->names.count;
		r = ip_parse(entry->ip, &lines[i].ip);
	}
	if (!lines)
		r = -ENOMEM;
	if (r == 0)
		r = hosts_render(c->hostname, &own, lines, c->hosts.count, &text);
	if (r < 0)
		return error_set(e, -r, "cannot make /etc/hosts: %m");
	return root_file_write(b, &(struct inroot_file){
		.path = "/etc/hosts", .mode = 0644, .data = text,
		.len = strlen(text), /* NOLINT: hosts_render() set it, or failed */
	}, e);
}

int phase_names(struct boot *b, struct error *e)
{
	static int (*const steps[])(struct boot *, struct error *) = {
		set_hostname, write_machine_id, write_hosts, resolv_write,
	};

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (steps[i](b, e) < 0)
			boot_warn(b, e);
	return 0;
}

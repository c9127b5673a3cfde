/* resolv.c - /etc/resolv.conf of the container's root. */
#include "guest-init/resolv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/ip_list.h"
#include "guest-init/boot.h"
#include "guest-init/name_files.h"
#include "guest-init/root_file.h"
#include "guest-init/sys/inroot.h"

#define RESOLV_CONF "/etc/resolv.conf"
#define RESOLVED_DIR "/run/systemd/resolve/"
#define RESOLVED_DROP_IN "/run/systemd/resolved.conf.d/guest-init.conf"
#define LINK_SIZE 128 /* longer ones lead elsewhere */

static int add_server_text(struct resolv_conf *c, const char *text)
{
	struct ip_addr server;
	int r = ip_parse(text, &server);

	return r < 0 ? r : resolv_conf_add_server(c, &server);
}

static int add_guest_dns(struct resolv_conf *c, const char *list)
{
	struct ip_addr server;
	int r;

	while ((r = ip_list_next(&list, &server)) > 0) {
		r = resolv_conf_add_server(c, &server);
		if (r < 0)
			return r;
	}
	return r;
}

static bool has_server(const struct resolv_conf *c, const struct ip_addr *server)
{
	for (size_t i = 0; i < c->server_count; i++)
		if (ip_same_subnet(&c->servers[i], server, ip_bits(server)))
			return true;
	return false;
}

/* What exceeds a limit is left out. */
static void add_lease(struct resolv_conf *c, const struct dhcp_lease *lease, bool servers,
		      bool search)
{
	for (size_t i = 0; servers && i < lease->dns_count; i++)
		if (!has_server(c, &lease->dns[i]))
			resolv_conf_add_server(c, &lease->dns[i]);
	for (size_t i = 0; search && i < lease->search_count; i++)
		resolv_conf_add_search(c, lease->search[i]);
	if (search && !lease->search_count && lease->domain[0])
		resolv_conf_add_search(c, lease->domain);
}

static void add_leases(const struct boot *b, struct resolv_conf *c)
{
	bool servers = c->server_count == 0, search = c->search_count == 0;

	for (size_t i = 0; i < b->leases.count; i++)
		if (b->leases.items[i]->bound)
			add_lease(c, &b->leases.items[i]->applied, servers, search);
}

static int collect(const struct boot *b, struct resolv_conf *c)
{
	const struct vmconfig *v = &b->config;
	int r = 0;

	for (size_t i = 0; r == 0 && i < v->dns.servers.count; i++)
		r = add_server_text(c, v->dns.servers.items[i]);
	for (size_t i = 0; r == 0 && i < v->dns.search.count; i++)
		r = resolv_conf_add_search(c, v->dns.search.items[i]);
	for (size_t i = 0; r == 0 && i < v->dns.options.count; i++)
		r = resolv_conf_add_option(c, v->dns.options.items[i]);
	if (r == 0 && !c->server_count && v->network_enabled && v->guest_dns)
		r = add_guest_dns(c, v->guest_dns);
	if (r == 0)
		add_leases(b, c);
	return r;
}

static int write_text(struct boot *b, int root_fd, const char *path, char *text, struct error *e)
{
	struct inroot_file file = { .path = path, .data = text, .mode = 0644 };
	auto_free char *owned = text;

	if (!owned)
		return error_set(e, ENOMEM, "cannot make %s: %m", path);
	file.len = strlen(owned);
	return b->switched ? inroot_put_file(root_fd, &file, e) : root_file_write(b, &file, e);
}

/* The link as it stands, relative or absolute; "" where there is none to systemd-resolved. */
static void read_resolved_link(int root_fd, char target[static LINK_SIZE])
{
	auto_close int etc_fd = inroot_open(root_fd, "/etc", O_PATH | O_DIRECTORY);
	ssize_t n = etc_fd < 0 ? -1 : readlinkat(etc_fd, "resolv.conf", target, LINK_SIZE - 1);
	const char *found;

	target[n < 0 ? 0 : n] = '\0';
	found = strstr(target, RESOLVED_DIR);
	if (!found || strspn(target, "./") < (size_t)(found - target))
		target[0] = '\0';
	else
		memmove(target, found, strlen(found) + 1);
}

int resolv_write(struct boot *b, struct error *e)
{
	auto_close int own_fd = b->switched ? open("/", O_PATH | O_DIRECTORY | O_CLOEXEC) : -EBADF;
	int root_fd = b->switched ? own_fd : b->root_fd;
	struct resolv_conf c = { 0 };
	char target[LINK_SIZE] = "";
	int r = collect(b, &c);

	if (r < 0)
		return error_set(e, -r, "cannot make " RESOLV_CONF ": %m");
	if (!c.server_count && !c.search_count && !c.option_count)
		return 0;
	if (b->config.init_mode == INIT_SYSTEMD) {
		r = write_text(b, root_fd, RESOLVED_DROP_IN, resolv_conf_render_resolved(&c), e);
		read_resolved_link(root_fd, target);
	}
	if (r < 0)
		return r;
	return write_text(b, root_fd, target[0] ? target : RESOLV_CONF, resolv_conf_render(&c), e);
}

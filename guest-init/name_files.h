/* name_files.h - the texts of /etc/resolv.conf and /etc/hosts; writes nothing.
 *
 * Addresses are given as such and written anew; every word is checked to be one, so that no text of
 * anybody's can become a second line or a comment. */
#pragma once
#include <stddef.h>

#include "common/ip.h"

#define RESOLV_MAX_WORDS 64u /* of each kind; resolvers read three servers and six domains */
#define RESOLV_MAX_TEXT 256u

struct resolv_conf { /* the words aren't owned */
	struct ip_addr servers[RESOLV_MAX_WORDS];
	size_t server_count;
	const char *search[RESOLV_MAX_WORDS];
	size_t search_count;
	const char *options[RESOLV_MAX_WORDS];
	size_t option_count;
};

/* Add one. Returns 0; -EINVAL: it is not a single word; -E2BIG: there are too many. */
int resolv_conf_add_server(struct resolv_conf *c, const struct ip_addr *server);
int resolv_conf_add_search(struct resolv_conf *c, const char *domain);
int resolv_conf_add_option(struct resolv_conf *c, const char *option);

/* The file (resolv.conf(5)), freed by the caller. NULL: out of memory. */
char *resolv_conf_render(const struct resolv_conf *c);

/* The same for systemd-resolved, as a drop-in of resolved.conf(5), which knows no options. */
char *resolv_conf_render_resolved(const struct resolv_conf *c);

struct hosts_line {
	struct ip_addr ip;
	const char *const *names; /* count of them */
	size_t count;
};

/* /etc/hosts (hosts(5)), freed by the caller: the loopback's names, the host's own, then the lines.
 * hostname: NULL: none; its first label becomes an alias. own: its address; AF_UNSPEC: 127.0.1.1.
 * Returns 0; -EINVAL: a name is not a single word, or a line has no address; -ENOMEM. */
int hosts_render(const char *hostname, const struct ip_addr *own, const struct hosts_line *lines,
		 size_t count, char **ret);

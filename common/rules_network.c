/* rules_network.c - what has to fit together across the fields of a config: the network's. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/ip.h"
#include "common/vmconfig_rules.h"

#define IPV6_MIN_MTU 1280 /* RFC 8200, section 5 */

static const char *version(const struct ip_addr *ip)
{
	return ip->family == AF_INET ? "IPv4" : "IPv6";
}

/* The first NIC's address, from the guest_ fields. What isn't an address was said by its check. */
static void check_guest(const struct vmconfig *c, struct diag_list *list)
{
	struct ip_addr ip, gateway;

	if (!c->network_enabled || c->networks.count)
		return;
	if (!c->guest_ip) {
		diag_error(list, "/network_enabled", "is true, but \"guest_ip\" is missing");
		return;
	}
	if (ip_parse(c->guest_ip, &ip) < 0)
		return;
	if (!object_has(&vmconfig_type, c, "guest_cidr"))
		diag_warning(list, "/guest_ip",
			     "has no \"guest_cidr\": a prefix of %u bits is taken",
			     vmconfig_guest_prefix(c));
	else if (c->guest_cidr > ip_bits(&ip))
		diag_error(list, "/guest_cidr", "%lld is more than an %s prefix has (at most %u)",
			   (long long)c->guest_cidr, version(&ip), ip_bits(&ip));
	if (c->guest_gw && ip_parse(c->guest_gw, &gateway) == 0 && gateway.family != ip.family)
		diag_error(list, "/guest_gw",
			   "is of another IP version than guest_ip (%s is expected)", version(&ip));
}

static void check_exclusive(const struct vmconfig *c, struct diag_list *list)
{
	static const char *const guest[] = { "guest_ip", "guest_cidr", "guest_gw", "guest_dns" };

	for (size_t i = 0; c->networks.count && i < ARRAY_SIZE(guest); i++)
		if (object_has(&vmconfig_type, c, guest[i]))
			diag_add(list, DIAG_ERROR, DIAG_AT_KEY, RULE_POINTER("/%s", guest[i]),
				 "can't be used with \"networks\" (say it there, or in \"dns\")");
}

/* Whether the network has, or asks for, an address of the gateway's version. */
static bool has_version(const struct network *n, int family)
{
	struct ip_addr ip;
	uint8_t prefix;

	if (family == AF_INET && n->dhcp == DHCP_IPV4)
		return true;
	for (size_t i = 0; i < n->addresses.count; i++)
		if (ip_parse_cidr(n->addresses.items[i], &ip, &prefix) == 0 && ip.family == family)
			return true;
	return false;
}

/* Returns its family, AF_UNSPEC when it is none. */
static int check_gateway(const struct network *n, const char *text, const char *pointer,
			 struct diag_list *list)
{
	struct ip_addr ip;

	if (ip_parse(text, &ip) < 0)
		return AF_UNSPEC;
	if (ip.family == AF_INET && n->dhcp == DHCP_IPV4)
		diag_error(list, pointer,
			   "an IPv4 gateway can't be used with dhcp (it comes from the server)");
	else if (!has_version(n, ip.family))
		diag_error(list, pointer, "is an %s gateway, but the network has no %s address",
			   version(&ip), version(&ip));
	return ip.family;
}

static void check_gateways(const struct network *n, size_t i, struct diag_list *list)
{
	int first = AF_UNSPEC;

	if (n->gateway && n->gateways.count)
		diag_error(list, RULE_POINTER("/networks/%zu/gateways", i),
			   "can't be used with \"gateway\" (one of the two)");
	if (n->gateway)
		check_gateway(n, n->gateway, RULE_POINTER("/networks/%zu/gateway", i), list);
	for (size_t k = 0; k < n->gateways.count; k++) {
		const char *pointer = RULE_POINTER("/networks/%zu/gateways/%zu", i, k);
		int family = check_gateway(n, n->gateways.items[k], pointer, list);

		if (k && family != AF_UNSPEC && family == first)
			diag_error(list, pointer,
				   "is a second gateway of the same IP version (one of each)");
		first = family;
	}
}

static void check_addresses(const struct network *n, size_t i, struct diag_list *list)
{
	for (size_t k = 0; k < n->addresses.count; k++) {
		const char *pointer = RULE_POINTER("/networks/%zu/addresses/%zu", i, k);
		struct ip_addr ip, other;
		uint8_t prefix;

		if (ip_parse_cidr(n->addresses.items[k], &ip, &prefix) < 0)
			continue;
		if (ip.family == AF_INET && n->dhcp == DHCP_IPV4)
			diag_error(list, pointer, "an IPv4 address can't be used with dhcp "
				   "(it comes from the server)");
		if (ip.family == AF_INET6 && n->mtu && n->mtu < IPV6_MIN_MTU)
			diag_error(list, pointer, "an IPv6 address needs an mtu of at least %d",
				   IPV6_MIN_MTU);
		for (size_t j = 0; j < k; j++)
			if (ip_parse_cidr(n->addresses.items[j], &other, &prefix) == 0 &&
			    ip_same_subnet(&ip, &other, ip_bits(&ip))) {
				diag_error(list, pointer, "is the same address as number %zu", j);
				break;
			}
	}
}

static void check_route(const struct route *r, const char *pointer, struct diag_list *list)
{
	struct ip_addr dst, via;
	uint8_t prefix;

	if (!r->via && r->onlink)
		diag_error(list, pointer, "\"onlink\" is for a gateway (\"via\" is missing)");
	else if (!r->via && r->dst && !strcmp(r->dst, "default"))
		diag_error(list, pointer, "a default route needs \"via\" (a gateway)");
	if (r->via && r->dst && ip_parse(r->via, &via) == 0 &&
	    ip_parse_cidr(r->dst, &dst, &prefix) == 0 && dst.family != via.family)
		diag_error(list, pointer,
			   "\"via\" is of another IP version than \"dst\" (%s is expected)",
			   version(&dst));
}

static bool same_text(const char *a, const char *b, int (*compare)(const char *, const char *))
{
	return a && b && compare(a, b) == 0;
}

/* A NIC can have several networks, as long as each has a VLAN of its own. */
static void check_identity(const struct vmconfig *c, size_t i, struct diag_list *list)
{
	const struct network *n = vmconfig_network(c, i);

	for (size_t j = 0; j < i; j++) {
		const struct network *other = vmconfig_network(c, j);

		if (same_text(n->name, other->name, strcmp))
			diag_error(list, RULE_POINTER("/networks/%zu/name", i),
				   "\"%.15s\" is the name of network %zu already", n->name, j);
		if (same_text(n->mac, other->mac, strcasecmp) && n->vlan == other->vlan)
			diag_error(list, RULE_POINTER("/networks/%zu/mac", i),
				   "\"%.17s\" is the NIC of network %zu already", n->mac, j);
	}
}

static void check_network(const struct vmconfig *c, size_t i, struct diag_list *list)
{
	const struct network *n = vmconfig_network(c, i);

	check_identity(c, i, list);
	check_addresses(n, i, list);
	check_gateways(n, i, list);
	for (size_t k = 0; k < n->routes.count; k++)
		check_route((const struct route *)n->routes.items + k,
			    RULE_POINTER("/networks/%zu/routes/%zu", i, k), list);
}

void vmconfig_check_network(const struct vmconfig *c, struct diag_list *list)
{
	check_guest(c, list);
	check_exclusive(c, list);
	for (size_t i = 0; i < c->networks.count; i++)
		check_network(c, i, list);
}

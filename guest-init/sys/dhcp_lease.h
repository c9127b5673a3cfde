/* dhcp_lease.h - what a DHCPv4 server grants: its options, read and checked (RFC 2132).
 *
 * Everything here was said by whoever answered. Addresses are those of single hosts, names are
 * host names by their characters (a-z, 0-9, '-', '_', in labels), so that no text of theirs can be
 * anything else in a file. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "common/ip.h"

#define DHCP_MAX_ROUTES 32u
#define DHCP_MAX_DNS 8u
#define DHCP_MAX_SEARCH 8u
#define DHCP_DOMAIN_SIZE 254u    /* of a domain name, with its NUL */
#define DHCP_FOREVER UINT32_MAX  /* seconds */
#define DHCP_LEASE_MIN_S 4u

struct dhcp_route {
	struct ip_addr dst;     /* AF_UNSPEC: the default route; else without host bits */
	uint8_t dst_len;        /* prefix */
	struct ip_addr gateway; /* AF_UNSPEC: none; it need not be in the address's subnet */
};

struct dhcp_lease {
	struct ip_addr address;
	uint8_t prefix;         /* 1-32 */
	struct ip_addr server;
	/* Classless routes (RFC 3442) or, without those, the default route over the router. */
	struct dhcp_route routes[DHCP_MAX_ROUTES];
	size_t route_count;
	struct ip_addr dns[DHCP_MAX_DNS];
	size_t dns_count;
	char domain[DHCP_DOMAIN_SIZE]; /* "": none */
	char search[DHCP_MAX_SEARCH][DHCP_DOMAIN_SIZE];
	size_t search_count;
	uint16_t mtu;           /* bytes; 0: nothing was said */
	/* Seconds from the request: DHCP_LEASE_MIN_S <= lease_s, t1_s < t2_s < lease_s; or all
	 * three are DHCP_FOREVER. */
	uint32_t lease_s, t1_s, t2_s;
};

/* The options that a lease is made of, in the order in which they are asked for and must be taken:
 * the classless routes before the router, which they replace. */
#define DHCP_LEASE_OPTIONS 1, 121, 3, 6, 15, 119, 26, 51, 54, 58, 59

/* Take an option, put together if it came in parts (RFC 3396). What exceeds a limit above is left
 * out. Returns 0, also for one that makes no sense and can be done without, which is as if it
 * weren't there; -EBADMSG when the whole message is worth nothing. */
int dhcp_lease_take(struct dhcp_lease *lease, uint8_t code, const uint8_t *data, size_t len);

/* Make the lease complete by its address and what was taken.
 * Returns 0; -EBADMSG: it has no server, no time or no usable address. */
int dhcp_lease_complete(struct dhcp_lease *lease, struct in_addr address);

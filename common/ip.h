/* ip.h - IP addresses of both families in text and bytes. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netinet/in.h>

/* "ffff:…:255.255.255.255" with its NUL, and the same with "/128". */
#define IP_TEXT_SIZE INET6_ADDRSTRLEN
#define IP_CIDR_TEXT_SIZE (INET6_ADDRSTRLEN + 4)

struct ip_addr {
	int family; /* AF_INET, AF_INET6; AF_UNSPEC (0): no address */
	union {
		struct in_addr v4;
		struct in6_addr v6;
		uint8_t bytes[16]; /* network order; IPv4 uses the first four */
	};
};

/* Read "192.0.2.1" or "2001:db8::1": dotted quads of decimal numbers without leading zeros, or
 * RFC 4291 text; no zone, no space, no port. Returns 0 or -EINVAL. */
int ip_parse(const char *text, struct ip_addr *ret);

/* Read "ADDRESS/PREFIX"; the host bits may be set. The prefix is decimal, without sign or leading
 * zeros, within the family's length. Returns 0 or -EINVAL, also when there is no prefix. */
int ip_parse_cidr(const char *text, struct ip_addr *ret, uint8_t *ret_prefix);

/* Write the address as text, RFC 5952 style ("" for no address). Returns buf. */
const char *ip_format(const struct ip_addr *addr, char buf[static IP_TEXT_SIZE]);

/* The longest prefix of the family: 32, 128; 0 for no address. */
unsigned ip_bits(const struct ip_addr *addr);

/* True when it can be the address of one host's interface: it is neither unspecified nor multicast
 * (RFC 4291, section 2.4; RFC 5771), nor IPv4's limited broadcast. */
bool ip_is_host(const struct ip_addr *addr);

/* True when both are of one family and equal in their first prefix bits (at most ip_bits()). */
bool ip_same_subnet(const struct ip_addr *a, const struct ip_addr *b, unsigned prefix);

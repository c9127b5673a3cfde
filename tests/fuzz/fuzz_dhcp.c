/* fuzz_dhcp.c - any packet on the DHCP client's port: a lease within its limits, or nothing.
 *
 * Input: an IPv4 packet from its first byte, or with another first nibble than 4 a DHCP message.
 * The transaction and the MAC address asked for are what the message says, or few would get far. */
#include <arpa/inet.h>
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/cleanup.h"
#include "guest-init/sys/dhcp_message.h"
#include "guest-init/sys/dhcp_socket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define XID_AT 4u
#define MAC_AT 28u

static void check_name(const char *name)
{
	static const char fit[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789-_.";
	size_t len = strnlen(name, DHCP_DOMAIN_SIZE);

	assert(len < DHCP_DOMAIN_SIZE && strspn(name, fit) == len);
	assert(name[0] != '.' && name[0] != '-' && !strstr(name, "..") && !strstr(name, ".-"));
}

static void check_host(const struct ip_addr *addr)
{
	assert(addr->family == AF_INET && addr->v4.s_addr != 0 && addr->bytes[0] < 224);
}

static void check_route(const struct dhcp_route *route)
{
	assert(route->dst_len <= 32);
	assert((route->dst_len == 0) == (route->dst.family == AF_UNSPEC));
	if (route->dst_len)
		assert(!(ntohl(route->dst.v4.s_addr) & (UINT64_C(0xffffffff) >> route->dst_len)));
	if (route->gateway.family != AF_UNSPEC)
		check_host(&route->gateway);
}

static void check_times(const struct dhcp_lease *lease)
{
	if (lease->lease_s == DHCP_FOREVER)
		assert(lease->t1_s == DHCP_FOREVER && lease->t2_s == DHCP_FOREVER);
	else
		assert(lease->lease_s >= DHCP_LEASE_MIN_S && lease->t1_s > 0 &&
		       lease->t1_s < lease->t2_s && lease->t2_s < lease->lease_s);
}

static void check(const struct dhcp_lease *lease)
{
	check_host(&lease->address);
	check_host(&lease->server);
	assert(lease->prefix >= 1 && lease->prefix <= 32);
	assert(lease->mtu == 0 || lease->mtu >= 68);
	assert(lease->route_count <= DHCP_MAX_ROUTES && lease->dns_count <= DHCP_MAX_DNS &&
	       lease->search_count <= DHCP_MAX_SEARCH);
	for (size_t i = 0; i < lease->route_count; i++)
		check_route(&lease->routes[i]);
	for (size_t i = 0; i < lease->dns_count; i++)
		check_host(&lease->dns[i]);
	for (size_t i = 0; i < lease->search_count; i++)
		check_name(lease->search[i]);
	check_name(lease->domain);
	check_times(lease);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_reply reply;
	uint32_t xid;

	if (size && data[0] >> 4 == 4 && dhcp_packet_parse(data, size, false, &data, &size) < 0)
		return 0;
	if (size < MAC_AT + DHCP_MAC_SIZE)
		return 0;
	memcpy(&xid, data + XID_AT, sizeof(xid));
	if (dhcp_message_parse(data, size, ntohl(xid), data + MAC_AT, &reply) < 0)
		return 0;
	if (reply.type == DHCP_NAK)
		assert(reply.lease.lease_s == 0 && reply.lease.address.family == AF_UNSPEC);
	else
		check(&reply.lease);
	return 0;
}

/* dhcp_lease.c - what a DHCPv4 server grants: its options, read and checked (RFC 2132). */
#include "guest-init/sys/dhcp_lease.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "common/cleanup.h"

#define ADDRESS_SIZE 4u
#define LABEL_MAX 63u
#define MTU_MIN 68u /* RFC 791 */

static uint32_t read_u32(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static struct ip_addr ip_of(uint32_t value)
{
	return (struct ip_addr){ .family = AF_INET, .v4.s_addr = htonl(value) };
}

/* Not "this network", not the loopback, no multicast and nothing reserved. */
static bool is_host(uint32_t value)
{
	uint32_t first = value >> 24;

	return first != 0 && first != 127 && first < 224;
}

static int take_mask(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	uint32_t mask, hosts;

	if (len != ADDRESS_SIZE)
		return -EBADMSG;
	mask = read_u32(data);
	hosts = ~mask;
	if (mask == 0 || (hosts & (hosts + 1)) != 0) /* ones, then zeros */
		return -EBADMSG;
	lease->prefix = (uint8_t)__builtin_popcount(mask);
	return 0;
}

/* RFC 3442: the prefix, as many bytes of the destination as it needs, the gateway; again. */
static int take_classless_routes(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	struct dhcp_route routes[DHCP_MAX_ROUTES];
	size_t count = 0;

	while (len && count < DHCP_MAX_ROUTES) {
		struct dhcp_route route = { .dst_len = data[0] };
		size_t bytes = (route.dst_len + 7u) / 8u;
		uint8_t dst[ADDRESS_SIZE] = { 0 };
		uint32_t gateway, hosts;

		if (route.dst_len > 32 || len < 1 + bytes + ADDRESS_SIZE)
			return -EBADMSG;
		memcpy(dst, data + 1, bytes);
		hosts = (uint32_t)(UINT64_C(0xffffffff) >> route.dst_len);
		if (route.dst_len)
			route.dst = ip_of(read_u32(dst) & ~hosts);
		gateway = read_u32(data + 1 + bytes);
		if (gateway && !is_host(gateway))
			return -EBADMSG;
		if (gateway)
			route.gateway = ip_of(gateway);
		routes[count++] = route;
		data += 1 + bytes + ADDRESS_SIZE;
		len -= 1 + bytes + ADDRESS_SIZE;
	}
	memcpy(lease->routes, routes, count * sizeof(routes[0]));
	lease->route_count = count;
	return 0;
}

static int take_router(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	if (len < ADDRESS_SIZE || len % ADDRESS_SIZE != 0 || !is_host(read_u32(data)))
		return -EBADMSG;
	if (lease->route_count)
		return 0;
	lease->routes[lease->route_count++].gateway = ip_of(read_u32(data));
	return 0;
}

static int take_dns(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	if (len % ADDRESS_SIZE != 0)
		return -EBADMSG;
	for (; len && lease->dns_count < DHCP_MAX_DNS; data += ADDRESS_SIZE, len -= ADDRESS_SIZE)
		if (is_host(read_u32(data)))
			lease->dns[lease->dns_count++] = ip_of(read_u32(data));
	return 0;
}

static bool is_label(const uint8_t *text, size_t len)
{
	if (len == 0 || len > LABEL_MAX || text[0] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		uint8_t lower = text[i] | 0x20;

		if (!(lower >= 'a' && lower <= 'z') && !(text[i] >= '0' && text[i] <= '9') &&
		    text[i] != '-' && text[i] != '_')
			return false;
	}
	return true;
}

/* Append a label to the first *used bytes of a name. */
static int add_label(char name[static DHCP_DOMAIN_SIZE], size_t *used, const uint8_t *text,
		     size_t len)
{
	size_t dot = *used ? 1 : 0;

	if (!is_label(text, len) || *used + dot + len >= DHCP_DOMAIN_SIZE)
		return -EBADMSG;
	if (dot)
		name[*used] = '.';
	memcpy(name + *used + dot, text, len);
	*used += dot + len;
	name[*used] = '\0';
	return 0;
}

static int take_domain(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	char name[DHCP_DOMAIN_SIZE] = "";
	size_t used = 0;

	while (len && data[len - 1] == '\0') /* some servers count C's terminator */
		len--;
	if (len && data[len - 1] == '.')
		len--;
	while (len) {
		const uint8_t *dot = memchr(data, '.', len);
		size_t label = dot ? (size_t)(dot - data) : len;

		if (add_label(name, &used, data, label) < 0 || (dot && label + 1 == len))
			return -EBADMSG;
		data += dot ? label + 1 : label;
		len -= dot ? label + 1 : label;
	}
	memcpy(lease->domain, name, sizeof(name));
	return 0;
}

/* Read the name at *at in the form of RFC 1035, 4.1.4; *at then is behind it. A pointer must lead
 * to before where the part that has it began: there is an end to that. */
static int read_name(const uint8_t *data, size_t len, size_t *at,
		     char ret[static DHCP_DOMAIN_SIZE])
{
	size_t pos = *at, begin = *at, behind = 0, used = 0;

	for (;;) {
		size_t label;

		if (pos >= len)
			return -EBADMSG;
		label = data[pos++];
		if (label == 0)
			break;
		if (label > LABEL_MAX) {
			size_t target;

			if ((label & 0xc0) != 0xc0 || pos >= len)
				return -EBADMSG;
			target = (label & 0x3f) << 8 | data[pos++];
			if (target >= begin)
				return -EBADMSG;
			if (!behind)
				behind = pos;
			pos = begin = target;
			continue;
		}
		if (label > len - pos || add_label(ret, &used, data + pos, label) < 0)
			return -EBADMSG;
		pos += label;
	}
	*at = behind ? behind : pos;
	return used ? 0 : -EBADMSG;
}

static int take_search(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	char names[DHCP_MAX_SEARCH][DHCP_DOMAIN_SIZE] = { 0 };
	size_t count = 0, at = 0;

	while (at < len && count < DHCP_MAX_SEARCH)
		if (read_name(data, len, &at, names[count++]) < 0)
			return -EBADMSG;
	memcpy(lease->search, names, sizeof(names));
	lease->search_count = count;
	return 0;
}

static int take_mtu(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	unsigned mtu = len == 2 ? (unsigned)data[0] << 8 | data[1] : 0;

	if (mtu < MTU_MIN)
		return -EBADMSG;
	lease->mtu = (uint16_t)mtu;
	return 0;
}

static int take_seconds(uint32_t *ret, const uint8_t *data, size_t len)
{
	if (len != sizeof(*ret))
		return -EBADMSG;
	*ret = read_u32(data);
	return 0;
}

static int take_lease_time(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	return take_seconds(&lease->lease_s, data, len);
}

static int take_t1(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	return take_seconds(&lease->t1_s, data, len);
}

static int take_t2(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	return take_seconds(&lease->t2_s, data, len);
}

static int take_server(struct dhcp_lease *lease, const uint8_t *data, size_t len)
{
	if (len != ADDRESS_SIZE || !is_host(read_u32(data)))
		return -EBADMSG;
	lease->server = ip_of(read_u32(data));
	return 0;
}

static const struct option {
	uint8_t code;
	bool needed; /* in a message where it makes no sense, nothing does */
	int (*take)(struct dhcp_lease *lease, const uint8_t *data, size_t len);
} options[] = {
	{ 1, true, take_mask },
	{ 3, false, take_router },
	{ 6, false, take_dns },
	{ 15, false, take_domain },
	{ 26, false, take_mtu },
	{ 51, true, take_lease_time },
	{ 54, true, take_server },
	{ 58, false, take_t1 },
	{ 59, false, take_t2 },
	{ 119, false, take_search },
	{ 121, false, take_classless_routes },
};

int dhcp_lease_take(struct dhcp_lease *lease, uint8_t code, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].code == code && options[i].take(lease, data, len) < 0)
			return options[i].needed ? -EBADMSG : 0;
	return 0;
}

/* By the address's class, where the server says no mask (RFC 950). */
static uint8_t class_prefix(uint32_t address)
{
	return address < 0x80000000u ? 8 : address < 0xc0000000u ? 16 : 24;
}

static void set_times(struct dhcp_lease *lease)
{
	uint32_t t1 = lease->t1_s, t2 = lease->t2_s, end = lease->lease_s;

	if (end == DHCP_FOREVER) {
		lease->t1_s = lease->t2_s = DHCP_FOREVER;
	} else if (t1 == 0 || t1 >= t2 || t2 >= end) {
		lease->t1_s = end / 2;
		lease->t2_s = end - end / 8 - (end < 8); /* 7/8, and less than all of it */
	}
}

int dhcp_lease_complete(struct dhcp_lease *lease, struct in_addr address)
{
	uint32_t value = ntohl(address.s_addr);

	if (!is_host(value) || lease->server.family != AF_INET || lease->lease_s < DHCP_LEASE_MIN_S)
		return -EBADMSG;
	lease->address = ip_of(value);
	if (!lease->prefix)
		lease->prefix = class_prefix(value);
	set_times(lease);
	return 0;
}

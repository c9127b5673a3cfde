/* dhcp_message.c - DHCPv4 messages as a client sends and takes them (RFC 2131); bytes only. */
#include "guest-init/sys/dhcp_message.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/cleanup.h"

#define BOOTREQUEST 1
#define BOOTREPLY 2
#define ETHERNET 1
#define COOKIE 0x63825363u
#define MIN_SIZE 300u /* of BOOTP; some relays drop what is shorter */

/* Of the whole datagram, as the NIC with the smallest usual MTU takes it in one piece: fragments
 * are not put together here. */
#define MAX_REPLY_SIZE 1472u

enum { /* options that a lease isn't made of */
	OPTION_PAD = 0,
	OPTION_HOSTNAME = 12,
	OPTION_REQUESTED = 50,
	OPTION_OVERLOAD = 52,
	OPTION_TYPE = 53,
	OPTION_SERVER = 54,
	OPTION_WANTED = 55,
	OPTION_MAX_SIZE = 57,
	OPTION_CLIENT_ID = 61,
	OPTION_END = 255,
};

struct header {
	uint8_t op, htype, hlen, hops;
	uint32_t xid;
	uint16_t secs, flags;
	struct in_addr ciaddr, yiaddr, siaddr, giaddr;
	uint8_t chaddr[16], sname[64], file[128];
	uint32_t cookie;
};
static_assert(sizeof(struct header) == 240, "as on the wire");

static const uint8_t wanted[] = { DHCP_LEASE_OPTIONS };

static void put(uint8_t **p, uint8_t code, const void *data, size_t len)
{
	(*p)[0] = code;
	(*p)[1] = (uint8_t)len;
	memcpy(*p + 2, data, len);
	*p += 2 + len;
}

static void put_u8(uint8_t **p, uint8_t code, uint8_t value)
{
	put(p, code, &value, sizeof(value));
}

static void put_address(uint8_t **p, uint8_t code, struct in_addr address)
{
	if (address.s_addr)
		put(p, code, &address, sizeof(address));
}

size_t dhcp_message_build(const struct dhcp_query *query, uint8_t ret[static DHCP_QUERY_SIZE])
{
	struct header header = { .op = BOOTREQUEST, .htype = ETHERNET, .hlen = DHCP_MAC_SIZE,
				 .xid = htonl(query->xid), .secs = htons(query->secs),
				 .ciaddr = query->client, .cookie = htonl(COOKIE) };
	uint8_t client_id[1 + DHCP_MAC_SIZE] = { ETHERNET };
	uint16_t max_size = htons(MAX_REPLY_SIZE);
	uint8_t *p = ret + sizeof(header);
	size_t len = query->hostname ? strnlen(query->hostname, DHCP_HOSTNAME_SIZE - 1) : 0;

	memset(ret, 0, DHCP_QUERY_SIZE);
	memcpy(header.chaddr, query->mac, DHCP_MAC_SIZE);
	memcpy(client_id + 1, query->mac, DHCP_MAC_SIZE);
	memcpy(ret, &header, sizeof(header));
	put_u8(&p, OPTION_TYPE, (uint8_t)query->type);
	put(&p, OPTION_CLIENT_ID, client_id, sizeof(client_id));
	put_address(&p, OPTION_REQUESTED, query->requested);
	put_address(&p, OPTION_SERVER, query->server);
	put(&p, OPTION_MAX_SIZE, &max_size, sizeof(max_size));
	if (len)
		put(&p, OPTION_HOSTNAME, query->hostname, len);
	put(&p, OPTION_WANTED, wanted, sizeof(wanted));
	*p++ = OPTION_END;
	len = (size_t)(p - ret);
	return len < MIN_SIZE ? MIN_SIZE : len;
}

/* Where options are, in the order in which parts of one are put together (RFC 3396). */
struct area {
	const uint8_t *data;
	size_t len;
};

struct areas {
	struct area items[3];
	size_t count;
};

/* Append every part of an option to the *used bytes of buffer, which is as large as all areas. */
static int gather(const struct area *area, uint8_t code, uint8_t *buffer, size_t *used, bool *found)
{
	const uint8_t *p = area->data, *end = area->data + area->len;

	while (p < end && *p != OPTION_END) {
		if (*p == OPTION_PAD) {
			p++;
			continue;
		}
		if (end - p < 2 || end - p - 2 < p[1])
			return -EBADMSG;
		if (*p == code) {
			memcpy(buffer + *used, p + 2, p[1]);
			*used += p[1];
			*found = true;
		}
		p += 2 + p[1];
	}
	return 0;
}

/* Returns 1 and an option; 0: there is none; -EBADMSG. */
static int get_option(const struct areas *areas, uint8_t code, uint8_t *buffer, size_t *ret_len)
{
	bool found = false;
	size_t used = 0;

	for (size_t i = 0; i < areas->count; i++)
		if (gather(&areas->items[i], code, buffer, &used, &found) < 0)
			return -EBADMSG;
	*ret_len = used;
	return found;
}

/* Returns 1 and the value of an option of one byte; 0: there is none; -EBADMSG. */
static int get_u8(const struct areas *areas, uint8_t code, uint8_t *buffer, uint8_t *ret)
{
	size_t len;
	int r = get_option(areas, code, buffer, &len);

	if (r == 1 && len != 1)
		return -EBADMSG;
	if (r == 1)
		*ret = buffer[0];
	return r;
}

static void add_area(struct areas *areas, const uint8_t *data, size_t len)
{
	areas->items[areas->count++] = (struct area){ data, len };
}

static int find_areas(const struct header *header, const uint8_t *options, size_t len,
		      uint8_t *buffer, struct areas *ret)
{
	uint8_t overload = 0;

	ret->count = 0;
	add_area(ret, options, len);
	if (get_u8(ret, OPTION_OVERLOAD, buffer, &overload) < 0 || overload > 3)
		return -EBADMSG;
	if (overload & 1)
		add_area(ret, header->file, sizeof(header->file));
	if (overload & 2)
		add_area(ret, header->sname, sizeof(header->sname));
	return 0;
}

static bool is_for_us(const struct header *header, uint32_t xid, const uint8_t *mac)
{
	return header->op == BOOTREPLY && header->htype == ETHERNET &&
	       header->hlen == DHCP_MAC_SIZE && ntohl(header->xid) == xid &&
	       ntohl(header->cookie) == COOKIE && !memcmp(header->chaddr, mac, DHCP_MAC_SIZE);
}

static int take_options(const struct areas *areas, uint8_t *buffer, struct dhcp_lease *lease)
{
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		size_t len;
		int r = get_option(areas, wanted[i], buffer, &len);

		if (r == 1)
			r = dhcp_lease_take(lease, wanted[i], buffer, len);
		if (r < 0)
			return r;
	}
	return 0;
}

int dhcp_message_parse(const uint8_t *data, size_t len, uint32_t xid,
		       const uint8_t mac[static DHCP_MAC_SIZE], struct dhcp_reply *ret)
{
	struct dhcp_reply reply = { 0 };
	struct header header;
	struct areas areas;
	uint8_t buffer[2048]; /* no option is longer than the message */
	uint8_t type = 0;

	if (len < sizeof(header) || len > sizeof(buffer))
		return -EBADMSG;
	memcpy(&header, data, sizeof(header));
	if (!is_for_us(&header, xid, mac))
		return -EBADMSG;
	if (find_areas(&header, data + sizeof(header), len - sizeof(header), buffer, &areas) < 0)
		return -EBADMSG;
	if (get_u8(&areas, OPTION_TYPE, buffer, &type) != 1)
		return -EBADMSG;
	if (type != DHCP_OFFER && type != DHCP_ACK && type != DHCP_NAK)
		return -EBADMSG;
	reply.type = (enum dhcp_type)type;
	if (take_options(&areas, buffer, &reply.lease) < 0)
		return -EBADMSG;
	if (type == DHCP_NAK)
		reply.lease = (struct dhcp_lease){ .server = reply.lease.server };
	else if (dhcp_lease_complete(&reply.lease, header.yiaddr) < 0)
		return -EBADMSG;
	*ret = reply;
	return 0;
}

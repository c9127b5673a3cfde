/* test_dhcp_message.c - DHCP messages: what is sent, and what is taken of what comes back. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/dhcp_message.h"
#include "guest-init/sys/dhcp_socket.h"

#define XID 0x12345678u
#define HEADER 240u

static const uint8_t mac[DHCP_MAC_SIZE] = { 0x52, 0x54, 0, 1, 2, 3 };

/* Options as text of bytes; what every good answer has. */
#define ACK "\65\1\5"
#define OFFER "\65\1\2"
#define NAK "\65\1\6"
#define SERVER "\66\4\12\0\2\2"
#define HOUR "\63\4\0\0\16\20"
#define MASK "\1\4\377\377\377\0"
#define END "\377"
#define GOOD ACK SERVER HOUR MASK

struct message {
	uint8_t bytes[2048];
	size_t len;
};

static struct message message(const char *options, size_t len)
{
	struct message m = { .len = HEADER + len };

	m.bytes[0] = 2;
	m.bytes[1] = 1;
	m.bytes[2] = 6;
	memcpy(m.bytes + 4, "\x12\x34\x56\x78", 4);
	memcpy(m.bytes + 16, "\12\0\2\17", 4);
	memcpy(m.bytes + 28, mac, sizeof(mac));
	memcpy(m.bytes + 236, "\x63\x82\x53\x63", 4);
	memcpy(m.bytes + HEADER, options, len);
	return m;
}

#define MESSAGE(options) message(options, sizeof(options) - 1)

static int parse(const struct message *m, struct dhcp_reply *ret)
{
	/* On the heap, where a byte too far is noticed. */
	auto_free uint8_t *copy = malloc(m->len ? m->len : 1);

	memcpy(copy, m->bytes, m->len);
	return dhcp_message_parse(copy, m->len, XID, mac, ret);
}

/* The lease in one line, to compare. */
static const char *describe(const struct dhcp_lease *l, char buf[static 4096])
{
	char a[IP_TEXT_SIZE], b[IP_TEXT_SIZE];
	int n = sprintf(buf, "%s/%u", ip_format(&l->address, a), l->prefix);

	n += sprintf(buf + n, " server %s", ip_format(&l->server, a));
	for (size_t i = 0; i < l->route_count; i++)
		n += sprintf(buf + n, " route %s/%u via %s", ip_format(&l->routes[i].dst, a),
			     l->routes[i].dst_len, ip_format(&l->routes[i].gateway, b));
	for (size_t i = 0; i < l->dns_count; i++)
		n += sprintf(buf + n, " dns %s", ip_format(&l->dns[i], a));
	if (l->domain[0])
		n += sprintf(buf + n, " domain %s", l->domain);
	for (size_t i = 0; i < l->search_count; i++)
		n += sprintf(buf + n, " search %s", l->search[i]);
	if (l->mtu)
		n += sprintf(buf + n, " mtu %u", l->mtu);
	sprintf(buf + n, " times %u %u %u", l->t1_s, l->t2_s, l->lease_s);
	return buf;
}

#define BASE "10.0.2.15/24 server 10.0.2.2"
#define TIMES " times 1800 3150 3600"
#define ROW(options, text) { options, sizeof(options) - 1, text }

static const struct {
	const char *options;
	size_t len;
	const char *lease; /* NULL: the message is dropped */
} rows[] = {
	ROW(GOOD END, BASE TIMES),
	ROW(GOOD, BASE TIMES), /* no end */
	ROW("\0\0" GOOD "\0" END "\1", BASE TIMES),
	ROW(ACK SERVER HOUR END, "10.0.2.15/8 server 10.0.2.2" TIMES),
	ROW("\5\1\1" GOOD END, BASE TIMES),
	/* what must be there */
	ROW(SERVER HOUR MASK END, NULL),
	ROW(ACK HOUR MASK END, NULL),
	ROW(ACK SERVER MASK END, NULL),
	ROW(END GOOD, NULL),
	ROW("", NULL),
	/* message type */
	ROW("\65\1\1" SERVER HOUR MASK END, NULL),
	ROW("\65\1\4" SERVER HOUR MASK END, NULL),
	ROW("\65\2\5\5" SERVER HOUR MASK END, NULL),
	ROW("\65\0" SERVER HOUR MASK END, NULL),
	ROW(GOOD ACK END, NULL), /* twice: two bytes long */
	/* cut off */
	ROW(GOOD "\3", NULL),
	ROW(GOOD "\3\4\12\0\2", NULL),
	ROW(GOOD "\340\1", NULL),
	/* masks */
	ROW(ACK SERVER HOUR "\1\4\377\377\377\377" END, "10.0.2.15/32 server 10.0.2.2" TIMES),
	ROW(ACK SERVER HOUR "\1\4\0\0\0\0" END, NULL),
	ROW(ACK SERVER HOUR "\1\4\377\0\377\0" END, NULL),
	ROW(ACK SERVER HOUR "\1\3\377\377\377" END, NULL),
	/* server */
	ROW(ACK "\66\4\0\0\0\0" HOUR MASK END, NULL),
	ROW(ACK "\66\4\377\377\377\377" HOUR MASK END, NULL),
	/* routers and DNS */
	ROW(GOOD "\3\4\12\0\2\1" END, BASE " route /0 via 10.0.2.1" TIMES),
	ROW(GOOD "\3\10\12\0\2\1\12\0\2\3" END, BASE " route /0 via 10.0.2.1" TIMES),
	ROW(GOOD "\3\4\0\0\0\0" END, BASE TIMES),
	ROW(GOOD "\3\5\12\0\2\1\1" END, BASE TIMES),
	ROW(GOOD "\3\0" END, BASE TIMES),
	ROW(GOOD "\6\10\12\0\2\3\10\10\10\10" END, BASE " dns 10.0.2.3 dns 8.8.8.8" TIMES),
	ROW(GOOD "\6\4\12\0\2\3\6\4\10\10\10\10" END, BASE " dns 10.0.2.3 dns 8.8.8.8" TIMES),
	ROW(GOOD "\6\10\0\0\0\0\10\10\10\10" END, BASE " dns 8.8.8.8" TIMES),
	ROW(GOOD "\6\3\12\0\2" END, BASE TIMES),
	/* MTU */
	ROW(GOOD "\32\2\5\170" END, BASE " mtu 1400" TIMES),
	ROW(GOOD "\32\2\0\103" END, BASE TIMES),
	ROW(GOOD "\32\1\5" END, BASE TIMES),
	/* times */
	ROW(GOOD "\72\4\0\0\0\144\73\4\0\0\0\310" END, BASE " times 100 200 3600"),
	ROW(GOOD "\72\4\0\0\0\310\73\4\0\0\0\144" END, BASE TIMES),
	ROW(GOOD "\72\4\0\0\0\0\73\4\0\0\0\144" END, BASE TIMES),
	ROW(GOOD "\73\4\0\0\377\377" END, BASE TIMES),
	ROW(GOOD "\72\1\1" END, BASE TIMES),
	ROW(ACK SERVER MASK "\63\4\377\377\377\377" END,
	    BASE " times 4294967295 4294967295 4294967295"),
	ROW(ACK SERVER MASK "\63\4\0\0\0\4" END, BASE " times 2 3 4"),
	ROW(ACK SERVER MASK "\63\4\0\0\0\3" END, NULL),
	ROW(ACK SERVER MASK "\63\2\0\7" END, NULL),
	/* domain */
	ROW(GOOD "\17\13example.org" END, BASE " domain example.org" TIMES),
	ROW(GOOD "\17\15example.org.\0" END, BASE " domain example.org" TIMES),
	ROW(GOOD "\17\5a_b-1" END, BASE " domain a_b-1" TIMES),
	ROW(GOOD "\17\0" END, BASE TIMES),
	ROW(GOOD "\17\2.\0" END, BASE TIMES),
	ROW(GOOD "\17\16a\nnameserver 6" END, BASE TIMES),
	ROW(GOOD "\17\3a b" END, BASE TIMES),
	ROW(GOOD "\17\4a..b" END, BASE TIMES),
	ROW(GOOD "\17\3a.." END, BASE TIMES),
	ROW(GOOD "\17\2.a" END, BASE TIMES),
	ROW(GOOD "\17\2-a" END, BASE TIMES),
	ROW(GOOD "\17\3a\0b" END, BASE TIMES),
	ROW(GOOD "\17\2\303\266" END, BASE TIMES),
	/* search, RFC 3397 */
	ROW(GOOD "\167\5\3foo\0" END, BASE " search foo" TIMES),
	ROW(GOOD "\167\15\3foo\1b\0\3bar\300\4" END, BASE " search foo.b search bar.b" TIMES),
	ROW(GOOD "\167\6\3foo\1b" "\167\7\0\3bar\300\4" END,
	    BASE " search foo.b search bar.b" TIMES),
	ROW(GOOD "\167\2\300\0" END, BASE TIMES),           /* to itself */
	ROW(GOOD "\167\4\1a\300\0" END, BASE TIMES),        /* a loop */
	ROW(GOOD "\167\7\1a\0\1b\300\3" END, BASE TIMES),   /* to its own beginning */
	ROW(GOOD "\167\6\1a\300\4\0\0" END, BASE TIMES),    /* forwards */
	ROW(GOOD "\167\4\1a\300\377" END, BASE TIMES),      /* outside */
	ROW(GOOD "\167\3\1a\300" END, BASE TIMES),          /* half a pointer */
	ROW(GOOD "\167\2\1a" END, BASE TIMES),              /* no end */
	ROW(GOOD "\167\3\5ab" END, BASE TIMES),             /* cut off */
	ROW(GOOD "\167\1\0" END, BASE TIMES),               /* the root */
	ROW(GOOD "\167\3\100a\0" END, BASE TIMES),          /* a reserved kind of label */
	ROW(GOOD "\167\5\3a\nb\0" END, BASE TIMES),
	ROW(GOOD "\167\5\3a.b\0" END, BASE TIMES),
	/* classless routes, RFC 3442 */
	ROW(GOOD "\171\5\0\12\0\2\1\3\4\12\0\2\11" END, BASE " route /0 via 10.0.2.1" TIMES),
	ROW(GOOD "\3\4\12\0\2\11\171\10\30\300\250\1\12\0\2\1" END,
	    BASE " route 192.168.1.0/24 via 10.0.2.1" TIMES),
	ROW(GOOD "\171\7\17\300\377\12\0\2\1" END, BASE " route 192.254.0.0/15 via 10.0.2.1" TIMES),
	ROW(GOOD "\171\11\40\1\2\3\4\0\0\0\0" END, BASE " route 1.2.3.4/32 via " TIMES),
	ROW(GOOD "\171\12\0\12\0\2\1\0\12\0\2\3" END,
	    BASE " route /0 via 10.0.2.1 route /0 via 10.0.2.3" TIMES),
	ROW(GOOD "\171\11\41\1\2\3\4\12\0\2\1\3\4\12\0\2\11" END,
	    BASE " route /0 via 10.0.2.9" TIMES), /* makes no sense: the router counts */
	ROW(GOOD "\171\4\0\12\0\2" END, BASE TIMES),
	ROW(GOOD "\171\5\0\340\0\0\1" END, BASE TIMES),
	/* overload */
	ROW(GOOD "\64\1\4" END, NULL),
	ROW(GOOD "\64\2\1\1" END, NULL),
};

static void options_are_read(void **state)
{
	char buf[4096];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct message m = message(rows[i].options, rows[i].len);
		struct dhcp_reply reply;
		int r = parse(&m, &reply);

		if (r != (rows[i].lease ? 0 : -EBADMSG))
			fail_msg("row %zu: %d", i, r);
		if (r == 0 && strcmp(describe(&reply.lease, buf), rows[i].lease) != 0)
			fail_msg("row %zu: '%s', not '%s'", i, buf, rows[i].lease);
	}
}

static void every_cut_is_survived(void **state)
{
	struct message m = MESSAGE(GOOD "\167\15\3foo\1b\0\3bar\300\4"
				   "\171\10\30\300\250\1\12\0\2\1");
	size_t needed = HEADER + sizeof(GOOD) - 1;
	struct dhcp_reply reply;

	(void)state;
	assert_int_equal(parse(&m, &reply), 0);
	while (m.len-- > 0) {
		/* Between two options; the mask, 6 bytes, can be done without. */
		bool whole = m.len == needed - 6 || m.len == needed || m.len == needed + 15;

		if (parse(&m, &reply) != (whole ? 0 : -EBADMSG))
			fail_msg("%zu bytes", m.len);
	}
}

static void other_messages_are_dropped(void **state)
{
	static const struct {
		size_t at;
		const char *what;
	} bytes[] = {
		{ 0, "op" }, { 1, "htype" }, { 2, "hlen" }, { 4, "xid" }, { 7, "xid" },
		{ 28, "chaddr" }, { 33, "chaddr" }, { 236, "cookie" }, { 239, "cookie" },
	};
	struct dhcp_reply reply;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++) {
		struct message m = MESSAGE(GOOD END);

		m.bytes[bytes[i].at] ^= 0x40;
		if (parse(&m, &reply) != -EBADMSG)
			fail_msg("a wrong %s is taken", bytes[i].what);
	}
}

static void addresses_are_of_hosts(void **state)
{
	static const char *const bad[] = { "0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1",
					   "255.255.255.255" };
	struct dhcp_reply reply;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct message m = MESSAGE(GOOD END);

		inet_pton(AF_INET, bad[i], m.bytes + 16);
		if (parse(&m, &reply) != -EBADMSG)
			fail_msg("%s is taken", bad[i]);
	}
}

static void overloaded_fields_are_read(void **state)
{
	struct message m = MESSAGE(ACK "\64\1\3" "\3\2\12\0" END);
	struct dhcp_reply reply;
	char buf[4096];

	(void)state;
	memcpy(m.bytes + 108, "\3\1\2" HOUR END, 10);     /* file */
	memcpy(m.bytes + 44, SERVER "\3\1\1" MASK END, 16); /* server name */
	assert_int_equal(parse(&m, &reply), 0);
	assert_string_equal(describe(&reply.lease, buf), BASE " route /0 via 10.0.2.1" TIMES);
	m.bytes[HEADER + 5] = 1;
	assert_int_equal(parse(&m, &reply), -EBADMSG); /* no server is named */
	memset(m.bytes + 108, 7, 128);
	assert_int_equal(parse(&m, &reply), -EBADMSG);
}

static void counts_have_limits(void **state)
{
	uint8_t options[1200] = GOOD;
	size_t len = sizeof(GOOD) - 1;
	struct dhcp_reply reply;
	struct message m;

	(void)state;
	for (int i = 0; i < 40; i++) {
		memcpy(options + len, "\171\5\0\12\0\2\1" "\6\4\10\10\10\10" "\167\3\1a\0", 18);
		len += 18;
	}
	m = message((char *)options, len);
	assert_int_equal(parse(&m, &reply), 0);
	assert_int_equal(reply.lease.route_count, DHCP_MAX_ROUTES);
	assert_int_equal(reply.lease.dns_count, DHCP_MAX_DNS);
	assert_int_equal(reply.lease.search_count, DHCP_MAX_SEARCH);
	m.len = sizeof(m.bytes);
	assert_int_equal(parse(&m, &reply), 0);
	assert_int_equal(dhcp_message_parse(m.bytes, sizeof(m.bytes) + 1, XID, mac, &reply),
			 -EBADMSG);
}

static void a_refusal_needs_little(void **state)
{
	struct message m = MESSAGE(NAK SERVER END), bare = MESSAGE(NAK END);
	struct dhcp_reply reply;

	(void)state;
	memset(m.bytes + 16, 0, 4);
	assert_int_equal(parse(&m, &reply), 0);
	assert_int_equal(reply.type, DHCP_NAK);
	assert_int_equal(ntohl(reply.lease.server.v4.s_addr), 0x0a000202);
	assert_int_equal(parse(&bare, &reply), 0);
	assert_int_equal(reply.lease.server.family, AF_UNSPEC);
}

static void queries_are_written(void **state)
{
	static const uint8_t wanted[] =
		"\65\1\3" "\75\7\1\x52\x54\0\1\2\3" "\62\4\12\0\2\17" "\66\4\12\0\2\2" "\71\2\5\300"
		"\14\3box" "\67\13\1\171\3\6\17\167\32\63\66\72\73" "\377";
	struct dhcp_query query = { .type = DHCP_REQUEST, .xid = XID, .secs = 258,
				    .hostname = "box" };
	uint8_t bytes[DHCP_QUERY_SIZE];

	(void)state;
	memcpy(query.mac, mac, sizeof(mac));
	inet_pton(AF_INET, "10.0.2.15", &query.requested);
	inet_pton(AF_INET, "10.0.2.2", &query.server);
	assert_int_equal(dhcp_message_build(&query, bytes), 300);
	assert_memory_equal(bytes, "\1\1\6\0\x12\x34\x56\x78\1\2\0\0\0\0\0\0", 16);
	assert_memory_equal(bytes + 28, mac, sizeof(mac));
	assert_memory_equal(bytes + 236, "\x63\x82\x53\x63", 4);
	assert_memory_equal(bytes + HEADER, wanted, sizeof(wanted) - 1);
	for (size_t i = HEADER + sizeof(wanted) - 1; i < 300; i++)
		assert_int_equal(bytes[i], 0);
}

static void a_long_host_name_is_cut(void **state)
{
	char name[200] = { 0 };
	struct dhcp_query query = { .type = DHCP_DISCOVER, .hostname = name };
	uint8_t bytes[DHCP_QUERY_SIZE];
	size_t len;

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	len = dhcp_message_build(&query, bytes);
	assert_true(len > 300 && len < DHCP_QUERY_SIZE);
	assert_memory_equal(bytes + HEADER + 16, "\14\100aaaa", 6);
	assert_int_equal(bytes[len - 1], 255);
}

static void packets_are_checked(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		int r, unchecked; /* without the UDP checksum */
		const char *what;
	} bytes[] = {
		{ 0, 0x45, 0, 0, "nothing" },
		{ 0, 0x55, -EBADMSG, -EBADMSG, "version" },
		{ 0, 0x44, -EBADMSG, -EBADMSG, "header length" },
		{ 0, 0x4f, -EBADMSG, -EBADMSG, "header length" },
		{ 2, 0xff, -EBADMSG, -EBADMSG, "length" },
		{ 3, 0x10, -EBADMSG, -EBADMSG, "length" },
		{ 6, 0x20, -EBADMSG, -EBADMSG, "fragment" },
		{ 7, 0x01, -EBADMSG, -EBADMSG, "fragment" },
		{ 9, 6, -EBADMSG, -EBADMSG, "protocol" },
		{ 10, 0, -EBADMSG, -EBADMSG, "IP checksum" },
		{ 23, 67, -EBADMSG, -EBADMSG, "port" },
		{ 24, 0xff, -EBADMSG, -EBADMSG, "UDP length" },
		{ 25, 7, -EBADMSG, -EBADMSG, "UDP length" },
		{ 26, 0, -EBADMSG, 0, "UDP checksum" },
		{ 28, 'X', -EBADMSG, 0, "payload" },
	};
	static const uint8_t text[] = "message";
	struct in_addr from = { htonl(0x0a000202) }, to = { htonl(0x0a00020f) };
	const uint8_t *payload;
	size_t len;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++) {
		uint8_t packet[DHCP_HEADERS_SIZE + sizeof(text) + 10] = { 0 }; /* Ethernet pads */

		memcpy(packet + DHCP_HEADERS_SIZE, text, sizeof(text));
		dhcp_packet_headers(packet, from, to, text, sizeof(text));
		packet[21] = 67; /* as from the server: the ports trade places, the sum stays */
		packet[23] = 68;
		packet[bytes[i].at] = bytes[i].value;
		if (dhcp_packet_parse(packet, sizeof(packet), true, &payload, &len) != bytes[i].r ||
		    dhcp_packet_parse(packet, sizeof(packet), false, &payload, &len) !=
			    bytes[i].unchecked)
			fail_msg("row %zu: %s", i, bytes[i].what);
		if (bytes[i].r == 0) {
			assert_int_equal(len, sizeof(text));
			assert_memory_equal(payload, text, len);
			packet[26] = packet[27] = 0; /* no checksum at all */
			packet[28] = 'X';
			assert_int_equal(dhcp_packet_parse(packet, sizeof(packet), true, &payload,
							   &len), 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_read),
		cmocka_unit_test(every_cut_is_survived),
		cmocka_unit_test(other_messages_are_dropped),
		cmocka_unit_test(addresses_are_of_hosts),
		cmocka_unit_test(overloaded_fields_are_read),
		cmocka_unit_test(counts_have_limits),
		cmocka_unit_test(a_refusal_needs_little),
		cmocka_unit_test(queries_are_written),
		cmocka_unit_test(a_long_host_name_is_cut),
		cmocka_unit_test(packets_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

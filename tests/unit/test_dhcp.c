/* test_dhcp.c - the DHCP client's states: what it sends when, and what it makes of answers.
 *
 * In place of the packet socket (sys/dhcp_socket.c isn't linked) there is a queue of answers and
 * a note of the last message. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/dhcp.h"
#include "guest-init/sys/dhcp_socket.h"

#define S UINT64_C(1000000000)
#define START (5 * S)
#define SERVER_A 0x0a000202u
#define SERVER_B 0x0a000203u
#define ADDRESS 0x0a00020fu

static const uint8_t mac[DHCP_MAC_SIZE] = { 0x52, 0x54, 0, 1, 2, 3 };
static const uint8_t server_mac[DHCP_MAC_SIZE] = { 0x52, 0x54, 0, 9, 9, 9 };

static struct {
	uint8_t message[DHCP_QUERY_SIZE];
	unsigned count;
	bool broadcast;
	struct in_addr from, to;
	int error;
} sent;

static struct {
	uint8_t bytes[512];
	size_t len;
	unsigned count; /* how often it is still received */
} answer;

int dhcp_socket_open(int index, struct error *e)
{
	(void)e;
	return index == 7 ? 1000 : -ENODEV;
}

int dhcp_socket_send(int fd, int index, const uint8_t *to_mac, struct in_addr from,
		     struct in_addr to, const uint8_t *message, size_t len)
{
	assert_int_equal(fd, 1000);
	assert_int_equal(index, 7);
	assert_true(len >= 300 && len <= DHCP_QUERY_SIZE);
	if (to_mac)
		assert_memory_equal(to_mac, server_mac, DHCP_MAC_SIZE);
	memcpy(sent.message, message, len);
	sent.broadcast = !to_mac;
	sent.from = from;
	sent.to = to;
	sent.count++;
	return sent.error;
}

int dhcp_socket_receive(int fd, struct dhcp_packet *ret)
{
	assert_int_equal(fd, 1000);
	if (!answer.count)
		return -EAGAIN;
	answer.count--;
	memcpy(ret->bytes, answer.bytes, answer.len);
	memcpy(ret->mac, server_mac, DHCP_MAC_SIZE);
	ret->message = ret->bytes;
	ret->len = answer.len;
	return 0;
}

/* The value of an option in what was sent; 0 if it isn't there. */
static uint32_t sent_option(uint8_t code)
{
	for (const uint8_t *p = sent.message + 240; *p != 255; p += 2 + p[1]) {
		uint32_t value = 0;

		for (size_t i = 0; *p == code && i < p[1]; i++)
			value = value << 8 | p[2 + i];
		if (*p == code)
			return value;
	}
	return 0;
}

struct said {
	enum dhcp_type type;
	uint32_t server, address, lease_s;
	uint8_t dns; /* the last byte of one; 0: none */
};

static void put(uint8_t **p, uint8_t code, uint32_t value)
{
	uint32_t wire = htonl(value);

	*(*p)++ = code;
	*(*p)++ = 4;
	memcpy(*p, &wire, 4);
	*p += 4;
}

/* Queue an answer to what was sent last. */
static void answer_with(struct said said)
{
	uint8_t *p = answer.bytes + 240;
	uint32_t address = htonl(said.address);

	memset(&answer, 0, sizeof(answer));
	memcpy(answer.bytes, sent.message, 8);
	answer.bytes[0] = 2;
	memcpy(answer.bytes + 16, &address, 4);
	memcpy(answer.bytes + 28, mac, sizeof(mac));
	memcpy(answer.bytes + 236, "\x63\x82\x53\x63", 4);
	memcpy(p, (uint8_t[]){ 53, 1, (uint8_t)said.type }, 3);
	p += 3;
	put(&p, 54, said.server);
	put(&p, 51, said.lease_s);
	if (said.dns)
		put(&p, 6, 0x0a000200u + said.dns);
	*p++ = 255;
	answer.len = (size_t)(p - answer.bytes);
	answer.count = 1;
}

#define OFFERED { DHCP_OFFER, SERVER_A, ADDRESS, 3600, 3 }
#define GRANTED { DHCP_ACK, SERVER_A, ADDRESS, 3600, 3 }

static int start(void **state)
{
	static struct dhcp c;

	memset(&sent, 0, sizeof(sent));
	memset(&answer, 0, sizeof(answer));
	assert_int_equal(dhcp_start(&c, 7, mac, "box", START, NULL), 0);
	assert_int_equal(dhcp_deadline_ns(&c), START);
	*state = &c;
	return 0;
}

static int start_bound(void **state)
{
	struct dhcp *c;

	start(state);
	c = *state;
	assert_int_equal(dhcp_handle(c, START), DHCP_EVENT_NONE);
	answer_with((struct said)OFFERED);
	assert_int_equal(dhcp_handle(c, START), DHCP_EVENT_NONE);
	answer_with((struct said)GRANTED);
	assert_int_equal(dhcp_handle(c, START + 1), DHCP_EVENT_BOUND);
	return 0;
}

static void an_offer_is_taken(void **state)
{
	struct dhcp *c = *state;

	assert_int_equal(dhcp_handle(c, START), DHCP_EVENT_NONE);
	assert_int_equal(sent_option(53), DHCP_DISCOVER);
	assert_true(sent.broadcast);
	assert_int_equal(sent.to.s_addr, INADDR_BROADCAST);
	assert_int_equal(sent.from.s_addr, 0);
	answer_with((struct said)OFFERED);
	assert_int_equal(dhcp_handle(c, START), DHCP_EVENT_NONE);
	assert_int_equal(sent_option(53), DHCP_REQUEST);
	assert_int_equal(sent_option(50), ADDRESS);
	assert_int_equal(sent_option(54), SERVER_A);
	assert_true(sent.broadcast);
	answer_with((struct said)GRANTED);
	assert_int_equal(dhcp_handle(c, START + S), DHCP_EVENT_BOUND);
	assert_int_equal(ntohl(c->lease.address.v4.s_addr), ADDRESS);
	/* From the moment of asking, not of the answer. */
	assert_int_equal(dhcp_deadline_ns(c), START + 1800 * S);
	assert_int_equal(sent.count, 2);
}

static void delays_grow_to_a_limit(void **state)
{
	struct dhcp *c = *state;
	uint64_t now = START, wanted = S / 4;

	for (unsigned i = 1; i < 15; i++) {
		assert_int_equal(dhcp_handle(c, now), DHCP_EVENT_NONE);
		assert_int_equal(sent.count, i);
		assert_in_range(dhcp_deadline_ns(c) - now, wanted, wanted + wanted / 4);
		assert_int_equal(dhcp_handle(c, dhcp_deadline_ns(c) - 1), DHCP_EVENT_NONE);
		assert_int_equal(sent.count, i);
		now = dhcp_deadline_ns(c);
		wanted = wanted < 64 * S ? wanted * 2 : wanted;
	}
	assert_int_equal(sent.message[8] << 8 | sent.message[9], c->secs);
	assert_true(c->secs > 300);
}

static void a_late_offer_to_an_earlier_try_counts(void **state)
{
	struct dhcp *c = *state;

	dhcp_handle(c, START);
	answer_with((struct said)OFFERED);
	answer.count = 0;
	dhcp_handle(c, START + S);
	assert_int_equal(sent.count, 2);
	answer.count = 1;
	dhcp_handle(c, START + S);
	assert_int_equal(c->state, DHCP_REQUESTING);
}

static void requests_without_an_answer_end(void **state)
{
	struct dhcp *c = *state;
	uint32_t xid;

	dhcp_handle(c, START);
	answer_with((struct said)OFFERED);
	dhcp_handle(c, START);
	xid = c->xid;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(c->state, DHCP_REQUESTING);
		assert_int_equal(dhcp_handle(c, dhcp_deadline_ns(c)), DHCP_EVENT_NONE);
	}
	assert_int_equal(c->state, DHCP_SELECTING);
	assert_int_equal(sent.count, 6);
	assert_int_not_equal(c->xid, xid);
}

/* A server that offers and refuses: ever slower, however fast it is. */
static void a_contradiction_does_not_make_a_storm(void **state)
{
	struct dhcp *c = *state;
	uint64_t now = START;

	for (unsigned i = 0; i < 12; i++) {
		dhcp_handle(c, now);
		assert_int_equal(sent_option(53), DHCP_DISCOVER);
		answer_with((struct said)OFFERED);
		dhcp_handle(c, now);
		answer_with((struct said){ DHCP_NAK, SERVER_A, 0, 0, 0 });
		assert_int_equal(dhcp_handle(c, now), DHCP_EVENT_NONE);
		assert_int_equal(c->state, DHCP_SELECTING);
		now = dhcp_deadline_ns(c);
	}
	assert_true(now - START > 150 * S);
	assert_int_equal(sent.count, 24);
}

static void answers_of_others_are_passed_over(void **state)
{
	static const struct said others[] = {
		{ DHCP_ACK, SERVER_B, ADDRESS, 3600, 3 },
		{ DHCP_NAK, SERVER_B, 0, 0, 0 },
		{ DHCP_ACK, SERVER_A, ADDRESS + 1, 3600, 3 },
		{ DHCP_OFFER, SERVER_B, ADDRESS + 1, 3600, 3 },
		{ DHCP_OFFER, SERVER_A, ADDRESS + 1, 3600, 3 },
	};
	struct dhcp *c = *state;

	dhcp_handle(c, START);
	answer_with((struct said)GRANTED); /* not asked for yet */
	assert_int_equal(dhcp_handle(c, START), DHCP_EVENT_NONE);
	assert_int_equal(c->state, DHCP_SELECTING);
	answer_with((struct said)OFFERED);
	dhcp_handle(c, START);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		answer_with(others[i]);
		assert_int_equal(dhcp_handle(c, START), DHCP_EVENT_NONE);
		assert_int_equal(c->state, DHCP_REQUESTING);
	}
	answer_with((struct said)GRANTED);
	answer.bytes[7] ^= 1;
	assert_int_equal(dhcp_handle(c, START), DHCP_EVENT_NONE);
	assert_int_equal(c->dropped, 1);
	assert_int_equal(sent.count, 2);
}

static void a_lease_is_renewed(void **state)
{
	struct dhcp *c = *state;
	uint64_t now = START + 1800 * S;

	assert_int_equal(dhcp_handle(c, now - 1), DHCP_EVENT_NONE);
	assert_int_equal(sent.count, 2);
	assert_int_equal(dhcp_handle(c, now), DHCP_EVENT_NONE);
	assert_int_equal(c->state, DHCP_RENEWING);
	assert_int_equal(sent_option(53), DHCP_REQUEST);
	assert_int_equal(sent_option(50), 0);
	assert_int_equal(sent_option(54), 0);
	assert_memory_equal(sent.message + 12, "\12\0\2\17", 4);
	assert_false(sent.broadcast);
	assert_int_equal(ntohl(sent.to.s_addr), SERVER_A);
	assert_int_equal(ntohl(sent.from.s_addr), ADDRESS);
	answer_with((struct said){ DHCP_ACK, SERVER_A, ADDRESS, 7200, 3 });
	assert_int_equal(dhcp_handle(c, now + S), DHCP_EVENT_RENEWED);
	assert_int_equal(dhcp_deadline_ns(c), now + 3600 * S);
	assert_int_equal(c->state, DHCP_BOUND);
}

static void a_change_is_told(void **state)
{
	struct dhcp *c = *state;

	dhcp_handle(c, START + 1800 * S);
	answer_with((struct said){ DHCP_ACK, SERVER_A, ADDRESS, 3600, 4 });
	assert_int_equal(dhcp_handle(c, START + 1800 * S), DHCP_EVENT_CHANGED);
	assert_int_equal(c->lease.dns[0].bytes[3], 4);
}

static void another_server_may_rebind(void **state)
{
	struct dhcp *c = *state;

	dhcp_handle(c, START + 1800 * S);
	answer_with((struct said){ DHCP_ACK, SERVER_B, ADDRESS, 3600, 3 });
	assert_int_equal(dhcp_handle(c, START + 1801 * S), DHCP_EVENT_NONE);
	assert_int_equal(dhcp_deadline_ns(c), START + 2475 * S); /* half of what is left to T2 */
	assert_int_equal(dhcp_handle(c, START + 3150 * S), DHCP_EVENT_NONE);
	assert_int_equal(c->state, DHCP_REBINDING);
	assert_true(sent.broadcast);
	assert_int_equal(ntohl(sent.from.s_addr), ADDRESS);
	answer_with((struct said){ DHCP_ACK, SERVER_B, ADDRESS, 3600, 3 });
	assert_int_equal(dhcp_handle(c, START + 3151 * S), DHCP_EVENT_RENEWED);
	assert_int_equal(ntohl(c->server.s_addr), SERVER_B);
}

static void a_lease_ends(void **state)
{
	struct dhcp *c = *state;
	unsigned calls = 0;

	while (dhcp_handle(c, dhcp_deadline_ns(c)) == DHCP_EVENT_NONE)
		assert_true(++calls < 30);
	assert_in_range(calls, 4, 12);
	assert_int_equal(c->state, DHCP_SELECTING);
	assert_int_equal(ntohl(c->lease.address.v4.s_addr), ADDRESS);
	assert_in_range(dhcp_deadline_ns(c), START + 3600 * S, START + 3601 * S);
	assert_int_equal(dhcp_handle(c, dhcp_deadline_ns(c)), DHCP_EVENT_NONE);
	assert_int_equal(sent_option(53), DHCP_DISCOVER);
	answer_with((struct said)OFFERED);
	dhcp_handle(c, START + 3601 * S);
	answer_with((struct said)GRANTED);
	assert_int_equal(dhcp_handle(c, START + 3601 * S), DHCP_EVENT_BOUND);
}

static void a_refused_renewal_ends_the_lease(void **state)
{
	struct dhcp *c = *state;

	dhcp_handle(c, START + 1800 * S);
	answer_with((struct said){ DHCP_NAK, SERVER_A, 0, 0, 0 });
	assert_int_equal(dhcp_handle(c, START + 1800 * S), DHCP_EVENT_LOST);
	assert_int_equal(c->state, DHCP_SELECTING);
}

static void a_long_sleep_is_noticed(void **state)
{
	struct dhcp *c = *state;

	assert_int_equal(dhcp_handle(c, START + 3200 * S), DHCP_EVENT_NONE);
	assert_int_equal(c->state, DHCP_REBINDING);
	assert_int_equal(dhcp_handle(c, START + 360000 * S), DHCP_EVENT_LOST);
}

static void for_ever_is_for_ever(void **state)
{
	struct dhcp *c = *state;

	dhcp_handle(c, START + 1800 * S);
	answer_with((struct said){ DHCP_ACK, SERVER_A, ADDRESS, UINT32_MAX, 3 });
	assert_int_equal(dhcp_handle(c, START + 1800 * S), DHCP_EVENT_RENEWED);
	assert_int_equal(dhcp_deadline_ns(c), UINT64_MAX);
	assert_int_equal(dhcp_handle(c, UINT64_MAX - 1), DHCP_EVENT_NONE);
}

static void a_flood_does_not_stop_the_clock(void **state)
{
	struct dhcp *c = *state;

	dhcp_handle(c, START);
	answer_with((struct said)OFFERED);
	answer.bytes[4] ^= 1;
	answer.count = 1000000;
	assert_int_equal(dhcp_handle(c, START + S), DHCP_EVENT_NONE);
	assert_int_equal(sent.count, 2);
}

static void the_status_says_what_is_missing(void **state)
{
	struct dhcp *c = *state;
	char buf[DHCP_STATUS_SIZE];

	sent.error = -ENETDOWN;
	dhcp_handle(c, START);
	assert_string_equal(dhcp_status(c, buf),
			    "no offer (sent: 1, passed over: 0, cannot send: Network is down)");
	sent.error = 0;
	answer_with((struct said)OFFERED);
	answer.bytes[0] = 1;
	dhcp_handle(c, START + S);
	assert_string_equal(dhcp_status(c, buf), "no offer (sent: 2, passed over: 1)");
	answer_with((struct said)OFFERED);
	dhcp_handle(c, START + S);
	assert_string_equal(dhcp_status(c, buf),
			    "an offer, but no acknowledgement (sent: 3, passed over: 1)");
}

static void a_socket_that_cannot_be_opened_is_an_error(void **state)
{
	struct dhcp c = DHCP_INIT;

	(void)state;
	assert_int_equal(dhcp_start(&c, 8, mac, NULL, START, NULL), -ENODEV);
	dhcp_stop(&c);
}

#define NEW(f) cmocka_unit_test_setup(f, start)
#define BOUND(f) cmocka_unit_test_setup(f, start_bound)

int main(void)
{
	const struct CMUnitTest tests[] = {
		NEW(an_offer_is_taken),
		NEW(delays_grow_to_a_limit),
		NEW(a_late_offer_to_an_earlier_try_counts),
		NEW(requests_without_an_answer_end),
		NEW(a_contradiction_does_not_make_a_storm),
		NEW(answers_of_others_are_passed_over),
		BOUND(a_lease_is_renewed),
		BOUND(a_change_is_told),
		BOUND(another_server_may_rebind),
		BOUND(a_lease_ends),
		BOUND(a_refused_renewal_ends_the_lease),
		BOUND(a_long_sleep_is_noticed),
		BOUND(for_ever_is_for_ever),
		NEW(a_flood_does_not_stop_the_clock),
		NEW(the_status_says_what_is_missing),
		cmocka_unit_test(a_socket_that_cannot_be_opened_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

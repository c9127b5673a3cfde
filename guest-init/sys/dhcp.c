/* dhcp.c - a DHCPv4 client for one NIC (RFC 2131), as a state machine that never waits. */
#include "guest-init/sys/dhcp.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "common/cleanup.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/dhcp_socket.h"

#define FIRST_DELAY_NS (NS_PER_S / 4)      /* a bridge that is new drops the first ones */
#define MAX_DELAY_NS (64 * NS_PER_S)       /* RFC 2131, 4.1 */
#define MIN_RENEW_DELAY_NS (60 * NS_PER_S) /* RFC 2131, 4.4.5 */
#define MAX_REQUESTS 5
#define MAX_PACKETS 64 /* of one call: a flood must not hold up what is due */

static const struct in_addr everybody = { INADDR_BROADCAST };

/* xorshift32: nothing secret, only different from what other machines do at the same moment. */
static uint32_t next_random(struct dhcp *c)
{
	c->random ^= c->random << 13;
	c->random ^= c->random >> 17;
	c->random ^= c->random << 5;
	return c->random;
}

static uint32_t random_seed(const struct dhcp *c, uint64_t now_ns)
{
	uint32_t seed = 0;

	/* Never waits for entropy; kernels before 5.6 know only the first flag. */
	if (getrandom(&seed, sizeof(seed), GRND_INSECURE) != sizeof(seed) &&
	    getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed)) {
		memcpy(&seed, c->mac + DHCP_MAC_SIZE - sizeof(seed), sizeof(seed));
		seed ^= (uint32_t)now_ns ^ (uint32_t)(now_ns >> 32);
	}
	return seed ? seed : 1;
}

/* Twice as long each time, and up to a quarter more by chance. */
static uint64_t back_off(struct dhcp *c, unsigned tries)
{
	uint64_t delay = tries < 8 ? FIRST_DELAY_NS << tries : MAX_DELAY_NS;

	return delay + delay / 4 * (next_random(c) >> 24) / 256;
}

static uint64_t after(uint64_t from_ns, uint32_t seconds)
{
	return seconds == DHCP_FOREVER ? UINT64_MAX : from_ns + seconds * NS_PER_S;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void send_query(struct dhcp *c, struct dhcp_query *query, const uint8_t *mac,
		       struct in_addr to)
{
	uint8_t message[DHCP_QUERY_SIZE];
	size_t len;

	query->xid = c->xid;
	query->secs = c->secs;
	query->hostname = c->hostname;
	memcpy(query->mac, c->mac, DHCP_MAC_SIZE);
	len = dhcp_message_build(query, message);
	/* A link that is down, a full queue: as good as a packet lost, and sent again like that. */
	c->send_error = -dhcp_socket_send(c->fd, c->index, mac, query->client, to, message, len);
	c->sent++;
	c->tries++;
}

static void enter(struct dhcp *c, enum dhcp_state state, uint64_t now_ns)
{
	c->state = state;
	c->tries = 0;
	c->deadline_ns = now_ns;
}

static void new_exchange(struct dhcp *c, uint64_t now_ns)
{
	c->xid = next_random(c);
	c->asked_ns = now_ns;
}

/* Look for a server again, later each time: two that contradict each other would keep it busy. */
static void begin_anew(struct dhcp *c, uint64_t now_ns)
{
	enter(c, DHCP_SELECTING, now_ns + back_off(c, c->failures++));
	new_exchange(c, now_ns);
}

static void discover(struct dhcp *c, uint64_t now_ns)
{
	struct dhcp_query query = { .type = DHCP_DISCOVER };
	uint64_t secs = (now_ns - c->started_ns) / NS_PER_S;

	c->secs = secs < UINT16_MAX ? (uint16_t)secs : UINT16_MAX;
	c->deadline_ns = now_ns + back_off(c, c->tries);
	send_query(c, &query, NULL, everybody);
}

static void request(struct dhcp *c, uint64_t now_ns)
{
	struct dhcp_query query = { .type = DHCP_REQUEST, .requested = c->offered,
				    .server = c->server };

	if (c->tries == MAX_REQUESTS) {
		begin_anew(c, now_ns);
		return;
	}
	c->deadline_ns = now_ns + back_off(c, c->tries);
	send_query(c, &query, NULL, everybody);
}

/* Half of the time that is left, but not too often. */
static void renew(struct dhcp *c, uint64_t now_ns, uint64_t until_ns)
{
	struct dhcp_query query = { .type = DHCP_REQUEST, .client = c->lease.address.v4 };
	bool renewing = c->state == DHCP_RENEWING;
	uint64_t delay = (until_ns - now_ns) / 2;

	if (delay < MIN_RENEW_DELAY_NS)
		delay = MIN_RENEW_DELAY_NS;
	c->deadline_ns = earlier(now_ns + delay, until_ns);
	send_query(c, &query, renewing ? c->server_mac : NULL, renewing ? c->server : everybody);
}

static enum dhcp_event lose(struct dhcp *c, uint64_t now_ns)
{
	c->started_ns = now_ns;
	c->failures = 0;
	begin_anew(c, now_ns);
	return DHCP_EVENT_LOST;
}

/* There is a lease and something is due. The machine may have slept over all of it. */
static enum dhcp_event keep(struct dhcp *c, uint64_t now_ns)
{
	enum dhcp_state state = now_ns >= c->t2_ns ? DHCP_REBINDING : DHCP_RENEWING;

	if (now_ns >= c->end_ns)
		return lose(c, now_ns);
	if (c->state != state) {
		enter(c, state, now_ns);
		new_exchange(c, now_ns);
		c->secs = 0;
	}
	renew(c, now_ns, state == DHCP_RENEWING ? c->t2_ns : c->end_ns);
	return DHCP_EVENT_NONE;
}

static enum dhcp_event do_due(struct dhcp *c, uint64_t now_ns)
{
	switch (c->state) {
	case DHCP_SELECTING:
		discover(c, now_ns);
		return DHCP_EVENT_NONE;
	case DHCP_REQUESTING:
		request(c, now_ns);
		return DHCP_EVENT_NONE;
	default:
		return keep(c, now_ns);
	}
}

static bool same_ip(const struct ip_addr *a, const struct ip_addr *b)
{
	return a->family == b->family && a->v4.s_addr == b->v4.s_addr;
}

static bool same_routes(const struct dhcp_lease *a, const struct dhcp_lease *b)
{
	if (a->route_count != b->route_count)
		return false;
	for (size_t i = 0; i < a->route_count; i++)
		if (a->routes[i].dst_len != b->routes[i].dst_len ||
		    !same_ip(&a->routes[i].dst, &b->routes[i].dst) ||
		    !same_ip(&a->routes[i].gateway, &b->routes[i].gateway))
			return false;
	return true;
}

static bool same_names(const struct dhcp_lease *a, const struct dhcp_lease *b)
{
	if (a->dns_count != b->dns_count || a->search_count != b->search_count ||
	    strcmp(a->domain, b->domain) != 0)
		return false;
	for (size_t i = 0; i < a->dns_count; i++)
		if (!same_ip(&a->dns[i], &b->dns[i]))
			return false;
	for (size_t i = 0; i < a->search_count; i++)
		if (strcmp(a->search[i], b->search[i]) != 0)
			return false;
	return true;
}

/* In all that the guest is configured by. */
static bool says_the_same(const struct dhcp_lease *a, const struct dhcp_lease *b)
{
	return same_ip(&a->address, &b->address) && a->prefix == b->prefix && a->mtu == b->mtu &&
	       same_routes(a, b) && same_names(a, b);
}

static enum dhcp_event bind_lease(struct dhcp *c, const struct dhcp_lease *lease,
				  const uint8_t *mac)
{
	enum dhcp_event event = DHCP_EVENT_BOUND;

	if (c->state != DHCP_REQUESTING)
		event = says_the_same(&c->lease, lease) ? DHCP_EVENT_RENEWED : DHCP_EVENT_CHANGED;
	c->lease = *lease;
	c->server = lease->server.v4;
	memcpy(c->server_mac, mac, DHCP_MAC_SIZE); /* of a router, when the server is behind one */
	c->t1_ns = after(c->asked_ns, lease->t1_s);
	c->t2_ns = after(c->asked_ns, lease->t2_s);
	c->end_ns = after(c->asked_ns, lease->lease_s);
	c->failures = 0;
	enter(c, DHCP_BOUND, c->t1_ns);
	return event;
}

static void take_offer(struct dhcp *c, uint64_t now_ns, const struct dhcp_lease *lease)
{
	c->offered = lease->address.v4;
	c->server = lease->server.v4;
	enter(c, DHCP_REQUESTING, now_ns);
	c->asked_ns = now_ns;
	request(c, now_ns);
}

/* Is this the answer of whom we asked, about the address that we asked for? */
static bool is_answer(const struct dhcp *c, const struct dhcp_reply *reply)
{
	struct in_addr address = c->state == DHCP_REQUESTING ? c->offered : c->lease.address.v4;

	if (c->state != DHCP_REBINDING && reply->lease.server.v4.s_addr != c->server.s_addr)
		return false;
	return reply->type == DHCP_NAK || reply->lease.address.v4.s_addr == address.s_addr;
}

static enum dhcp_event refused(struct dhcp *c, uint64_t now_ns)
{
	if (c->state != DHCP_REQUESTING)
		return lose(c, now_ns);
	begin_anew(c, now_ns);
	return DHCP_EVENT_NONE;
}

static enum dhcp_event take_reply(struct dhcp *c, uint64_t now_ns, const struct dhcp_reply *reply,
				  const uint8_t *mac)
{
	if (c->state == DHCP_SELECTING && reply->type == DHCP_OFFER) {
		take_offer(c, now_ns, &reply->lease);
		return DHCP_EVENT_NONE;
	}
	if (c->state == DHCP_SELECTING || c->state == DHCP_BOUND || reply->type == DHCP_OFFER ||
	    !is_answer(c, reply))
		return DHCP_EVENT_NONE;
	if (reply->type == DHCP_NAK)
		return refused(c, now_ns);
	return bind_lease(c, &reply->lease, mac);
}

enum dhcp_event dhcp_handle(struct dhcp *c, uint64_t now_ns)
{
	enum dhcp_event event = DHCP_EVENT_NONE;
	struct dhcp_packet packet;
	struct dhcp_reply reply;

	for (unsigned i = 0; i < MAX_PACKETS && event == DHCP_EVENT_NONE; i++) {
		int r = dhcp_socket_receive(c->fd, &packet);

		if (r == -EAGAIN)
			break;
		if (r == 0)
			r = dhcp_message_parse(packet.message, packet.len, c->xid, c->mac, &reply);
		if (r == 0)
			event = take_reply(c, now_ns, &reply, packet.mac);
		else
			c->dropped++;
	}
	if (event == DHCP_EVENT_NONE && now_ns >= c->deadline_ns)
		event = do_due(c, now_ns);
	return event;
}

int dhcp_start(struct dhcp *ret, int index, const uint8_t mac[static DHCP_MAC_SIZE],
	       const char *hostname, uint64_t now_ns, struct error *e)
{
	struct dhcp c = { .index = index, .started_ns = now_ns };

	c.fd = dhcp_socket_open(index, e);
	if (c.fd < 0)
		return c.fd;
	memcpy(c.mac, mac, DHCP_MAC_SIZE);
	if (hostname)
		memcpy(c.hostname, hostname, strnlen(hostname, sizeof(c.hostname) - 1));
	c.random = random_seed(&c, now_ns);
	enter(&c, DHCP_SELECTING, now_ns);
	new_exchange(&c, now_ns);
	*ret = c;
	return 0;
}

void dhcp_stop(struct dhcp *c)
{
	if (c->fd >= 0)
		close(take_fd(c->fd));
}

const char *dhcp_status(const struct dhcp *c, char buf[static DHCP_STATUS_SIZE])
{
	static const char *const texts[] = {
		[DHCP_SELECTING] = "no offer",
		[DHCP_REQUESTING] = "an offer, but no acknowledgement",
		[DHCP_BOUND] = "an address",
		[DHCP_RENEWING] = "no renewal yet",
		[DHCP_REBINDING] = "no renewal by any server yet",
	};
	static_assert(ARRAY_SIZE(texts) == DHCP_STATE_COUNT, "one text a state");
	int n = snprintf(buf, DHCP_STATUS_SIZE, "%s (sent: %u, passed over: %u", texts[c->state],
			 c->sent, c->dropped);

	if (c->send_error)
		n += snprintf(buf + n, DHCP_STATUS_SIZE - (size_t)n, ", cannot send: %s",
			      strerror(c->send_error));
	snprintf(buf + n, DHCP_STATUS_SIZE - (size_t)n, ")");
	return buf;
}

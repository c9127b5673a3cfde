/* dhcp.h - a DHCPv4 client for one NIC (RFC 2131), as a state machine that never waits.
 *
 * The owner polls dhcp_poll_fd() of any number of clients to the earliest dhcp_deadline_ns(), and
 * calls dhcp_handle() for each that is readable or due; or for all of them. It configures the NIC
 * by what dhcp_handle() answers. Times are nanoseconds on one clock that never jumps, the owner's
 * choice (CLOCK_BOOTTIME goes on when the machine sleeps). It answers to nothing but DHCP.
 *
 *   selecting   DISCOVER, to everyone, until somebody offers: the first offer is taken
 *   requesting  REQUEST of what was offered; after a few without an answer: selecting again
 *   bound       nothing until T1
 *   renewing    REQUEST to the server that granted the lease, until T2
 *   rebinding   REQUEST to everyone, until the lease ends: then it is lost, and selecting
 *
 * The link must be up for anything to be sent; while it isn't, the client goes on trying. There is
 * no probe for who else has the address (it would cost seconds), and no lease is given back. */
#pragma once
#include <errno.h>
#include <stdint.h>

#include "common/error.h"
#include "guest-init/sys/dhcp_message.h"

#define DHCP_STATUS_SIZE 160u

enum dhcp_event {
	DHCP_EVENT_NONE,
	DHCP_EVENT_BOUND,   /* there is a lease now; before, there was none */
	DHCP_EVENT_RENEWED, /* the lease was extended and says what it said before */
	DHCP_EVENT_CHANGED, /* the lease was extended and says something else; same address */
	DHCP_EVENT_LOST,    /* the address must not be used any more; lease still tells which */
};

enum dhcp_state {
	DHCP_SELECTING,
	DHCP_REQUESTING,
	DHCP_BOUND,
	DHCP_RENEWING,
	DHCP_REBINDING,
	DHCP_STATE_COUNT,
};

struct dhcp {
	struct dhcp_lease lease; /* since DHCP_EVENT_BOUND; all that the owner may read */

	int fd;
	int index;
	uint8_t mac[DHCP_MAC_SIZE];
	char hostname[DHCP_HOSTNAME_SIZE];
	enum dhcp_state state;
	uint32_t random;         /* of a generator for transactions and delays; never 0 */
	uint32_t xid;            /* of the exchange that goes on */
	unsigned tries;          /* messages sent in this state */
	unsigned failures;       /* times that it began anew since there was a lease */
	uint64_t started_ns;     /* when the search for a lease began */
	uint64_t asked_ns;       /* when this exchange's first message was sent: the lease's zero */
	uint64_t deadline_ns;    /* when something is due */
	uint64_t t1_ns, t2_ns, end_ns;
	uint16_t secs;
	struct in_addr offered, server;
	uint8_t server_mac[DHCP_MAC_SIZE];
	unsigned sent, dropped;  /* for dhcp_status() */
	int send_error;          /* of the last message, positive; 0: it was sent */
};

#define DHCP_INIT { .fd = -EBADF }

/* Begin: the first message is due at once, when dhcp_handle() is called.
 * index, mac: of the NIC. hostname: sent to the server, cut after 64 bytes; NULL: none.
 * Returns 0, and *ret is to be given to dhcp_stop(), or a negative errno. */
int dhcp_start(struct dhcp *ret, int index, const uint8_t mac[static DHCP_MAC_SIZE],
	       const char *hostname, uint64_t now_ns, struct error *e);

/* Close the socket. Accepts DHCP_INIT and one that was stopped. */
void dhcp_stop(struct dhcp *c);

/* The descriptor to poll for POLLIN; dhcp_handle() takes what makes it readable. */
static inline int dhcp_poll_fd(const struct dhcp *c)
{
	return c->fd;
}

/* When dhcp_handle() is to be called at the latest; UINT64_MAX: never. */
static inline uint64_t dhcp_deadline_ns(const struct dhcp *c)
{
	return c->deadline_ns;
}

/* Take what came in and do what is due. Handles at most one event: what else there is keeps the
 * descriptor readable, or the deadline passed. */
enum dhcp_event dhcp_handle(struct dhcp *c, uint64_t now_ns);

/* Say in a few words what is going on, for the message when it took too long: "no offer (sent: 5,
 * passed over: 0)", messages and packets; and why the last one couldn't be sent. Returns buf. */
const char *dhcp_status(const struct dhcp *c, char buf[static DHCP_STATUS_SIZE]);

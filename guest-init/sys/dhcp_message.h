/* dhcp_message.h - DHCPv4 messages as a client sends and takes them (RFC 2131); bytes only. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include <netinet/in.h>

#include "guest-init/sys/dhcp_lease.h"

#define DHCP_MAC_SIZE 6u
#define DHCP_HOSTNAME_SIZE 65u /* with its NUL */
#define DHCP_QUERY_SIZE 512u   /* bytes; no query is longer */

enum dhcp_type { /* on the wire */
	DHCP_DISCOVER = 1,
	DHCP_OFFER = 2,
	DHCP_REQUEST = 3,
	DHCP_ACK = 5,
	DHCP_NAK = 6,
};

struct dhcp_query {
	enum dhcp_type type;      /* DHCP_DISCOVER, DHCP_REQUEST */
	uint32_t xid;             /* any; the answer has it too */
	uint16_t secs;            /* since the client began to ask */
	uint8_t mac[DHCP_MAC_SIZE];
	struct in_addr client;    /* the address in use: when a lease is to be renewed; or 0 */
	struct in_addr requested; /* the address that was offered, and by whom: when an offer is */
	struct in_addr server;    /* taken; or 0 */
	const char *hostname;     /* NULL or "": none */
};

struct dhcp_reply {
	enum dhcp_type type;      /* DHCP_OFFER, DHCP_ACK, DHCP_NAK */
	struct dhcp_lease lease;  /* of a DHCP_NAK only server, AF_UNSPEC if it isn't said */
};

/* Write a query. Returns its length. */
size_t dhcp_message_build(const struct dhcp_query *query, uint8_t ret[static DHCP_QUERY_SIZE]);

/* Read a server's message to the client with this MAC address and transaction.
 * Returns 0; -EBADMSG: it is malformed, or for somebody else. */
int dhcp_message_parse(const uint8_t *data, size_t len, uint32_t xid,
		       const uint8_t mac[static DHCP_MAC_SIZE], struct dhcp_reply *ret);

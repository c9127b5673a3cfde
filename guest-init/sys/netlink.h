/* netlink.h - one request on a netlink socket and its answer (netlink(7)).
 *
 * The kernel handles a request inside send(2) and its answer waits in the socket afterwards, so
 * that nothing here ever blocks on one. */
#pragma once
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/netlink.h>

#include "common/error.h"

#define NETLINK_REQUEST_SIZE 512u         /* bytes of a request */
#define NETLINK_REPLY_SIZE (32u << 10)    /* the kernel makes no larger part of a dump */

struct netlink {
	int fd;
	uint32_t sequence; /* of the last request */
};

#define NETLINK_INIT { .fd = -EBADF }

/* An append that doesn't fit marks the request, which netlink_send() then refuses. */
struct netlink_request {
	union {
		struct nlmsghdr header;
		unsigned char bytes[NETLINK_REQUEST_SIZE];
	};
	bool overflow;
};

struct netlink_attribute {
	unsigned type;
	const unsigned char *data;
	size_t len;
};

/* Takes one message of an answer, whose length is within what was received, its header's included.
 * Returns 0, or a negative errno that the request then comes to. */
typedef int (*netlink_handler)(const struct nlmsghdr *msg, void *arg);

/* Open a socket to the kernel that hears nobody else. protocol: NETLINK_ROUTE, ….
 * Returns 0 or a negative errno. netlink_close() accepts NETLINK_INIT and one that was closed. */
int netlink_open(int protocol, struct netlink *ret, struct error *e);
void netlink_close(struct netlink *nl);

/* Begin a request. flags: NLM_F_ACK or NLM_F_DUMP, without which there is no verdict to wait for,
 * and others. body: the fixed part that this type of message begins with. */
struct netlink_request netlink_request_init(uint16_t type, uint16_t flags, const void *body,
					    size_t len);

/* Append an attribute. */
void netlink_put(struct netlink_request *q, uint16_t type, const void *data, size_t len);
void netlink_put_u32(struct netlink_request *q, uint16_t type, uint32_t value);
void netlink_put_string(struct netlink_request *q, uint16_t type, const char *text);

/* An attribute that holds those put in between. netlink_nest() returns what netlink_nest_end()
 * takes. */
size_t netlink_nest(struct netlink_request *q, uint16_t type);
void netlink_nest_end(struct netlink_request *q, size_t nest);

/* Send a request and take the whole answer. handle: called for each message; may be NULL.
 * what: "bring link 2 up", for the error's text; the kernel's own words (NETLINK_EXT_ACK) follow.
 * Returns 0; the negative errno that the kernel or handle refused with; -EMSGSIZE for a request
 * that overflowed; -EBADMSG, -EPROTO for an answer that is none; -EAGAIN for a dump of what changed
 * meanwhile. */
int netlink_send(struct netlink *nl, struct netlink_request *q, netlink_handler handle, void *arg,
		 const char *what, struct error *e);

/* Take the next attribute at *p, of *left bytes, both of which move on. Returns false at the end,
 * and at what is no attribute. */
bool netlink_next_attribute(const unsigned char **p, size_t *left,
			    struct netlink_attribute *ret);

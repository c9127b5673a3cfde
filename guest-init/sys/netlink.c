/* netlink.c - one request on a netlink socket and its answer (netlink(7)).
 *
 * What comes back is taken as hostile: every length is checked against what was received before
 * anything behind it is read. */
#include "guest-init/sys/netlink.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/rtnetlink.h>

#include "common/cleanup.h"

#define ATTRIBUTE_TYPE_MASK 0x3fffu /* NLA_TYPE_MASK, which is of int */
#define MAX_ERRNO 4095

int netlink_open(int protocol, struct netlink *ret, struct error *e)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	auto_close int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	const int on = 1;

	if (fd < 0)
		return error_set(e, errno, "cannot open a netlink socket: %m");
	if (setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)) < 0)
		return error_set(e, errno, "cannot set up the netlink socket: %m");
	/* Connected to the kernel, the socket takes messages from nobody else. */
	if (connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return error_set(e, errno, "cannot connect the netlink socket: %m");
	*ret = (struct netlink){ .fd = take_fd(fd) };
	return 0;
}

void netlink_close(struct netlink *nl)
{
	if (nl->fd >= 0)
		close(nl->fd);
	nl->fd = -EBADF;
}

/* Building a request */

/* Returns zeroed room for len bytes at the end of the request, on netlink's alignment; NULL when it
 * is full. */
static void *extend(struct netlink_request *q, size_t len)
{
	size_t at = NLMSG_ALIGN(q->header.nlmsg_len);

	if (q->overflow || len > NETLINK_REQUEST_SIZE - at) {
		q->overflow = true;
		return NULL;
	}
	q->header.nlmsg_len = (uint32_t)(at + len);
	return q->bytes + at;
}

static void append(struct netlink_request *q, const void *data, size_t len)
{
	void *room = extend(q, len);

	if (room)
		memcpy(room, data, len);
}

struct netlink_request netlink_request_init(uint16_t type, uint16_t flags, const void *body,
					    size_t len)
{
	struct netlink_request q = { 0 };

	q.header.nlmsg_len = NLMSG_HDRLEN;
	q.header.nlmsg_type = type;
	q.header.nlmsg_flags = NLM_F_REQUEST | flags;
	append(&q, body, len);
	return q;
}

void netlink_put(struct netlink_request *q, uint16_t type, const void *data, size_t len)
{
	struct rtattr header = { .rta_type = type };

	if (len > NETLINK_REQUEST_SIZE - sizeof(header)) {
		q->overflow = true;
		return;
	}
	header.rta_len = (uint16_t)(sizeof(header) + len);
	append(q, &header, sizeof(header));
	append(q, data, len);
}

void netlink_put_u32(struct netlink_request *q, uint16_t type, uint32_t value)
{
	netlink_put(q, type, &value, sizeof(value));
}

void netlink_put_string(struct netlink_request *q, uint16_t type, const char *text)
{
	netlink_put(q, type, text, strlen(text) + 1);
}

size_t netlink_nest(struct netlink_request *q, uint16_t type)
{
	size_t at = NLMSG_ALIGN(q->header.nlmsg_len);

	netlink_put(q, type, "", 0);
	return at;
}

void netlink_nest_end(struct netlink_request *q, size_t nest)
{
	uint16_t len = (uint16_t)(q->header.nlmsg_len - nest);

	if (!q->overflow)
		memcpy(q->bytes + nest + offsetof(struct rtattr, rta_len), &len, sizeof(len));
}

/* Reading an answer */

bool netlink_next_attribute(const unsigned char **p, size_t *left, struct netlink_attribute *ret)
{
	struct rtattr header;
	size_t step;

	if (*left < sizeof(header))
		return false;
	memcpy(&header, *p, sizeof(header));
	if (header.rta_len < sizeof(header) || header.rta_len > *left)
		return false;
	ret->type = header.rta_type & ATTRIBUTE_TYPE_MASK;
	ret->data = *p + sizeof(header);
	ret->len = header.rta_len - sizeof(header);
	step = RTA_ALIGN((size_t)header.rta_len);
	if (step > *left)
		step = *left;
	*p += step;
	*left -= step;
	return true;
}

/* The kernel's own words behind the verdict; "" if there are none. */
static void read_words(const struct nlmsghdr *msg, char *buf, size_t size)
{
	size_t at = NLMSG_HDRLEN + sizeof(struct nlmsgerr), left;
	struct netlink_attribute a;
	const unsigned char *p;

	/* Without NLM_F_CAPPED the request's own bytes would come first. */
	if (msg->nlmsg_len < at || !(msg->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    !(msg->nlmsg_flags & NLM_F_CAPPED))
		return;
	p = (const unsigned char *)msg + at;
	left = msg->nlmsg_len - at;
	while (netlink_next_attribute(&p, &left, &a))
		if (a.type == NLMSGERR_ATTR_MSG)
			snprintf(buf, size, "%.*s", (int)a.len, (const char *)a.data);
}

/* Both NLMSG_ERROR and, by newer kernels, NLMSG_DONE begin with a negative errno or 0. */
static int read_verdict(const struct nlmsghdr *msg)
{
	int verdict;

	if (msg->nlmsg_len < NLMSG_HDRLEN + sizeof(verdict))
		return msg->nlmsg_type == NLMSG_DONE ? 0 : -EBADMSG;
	memcpy(&verdict, NLMSG_DATA(msg), sizeof(verdict));
	return verdict > 0 || verdict < -MAX_ERRNO ? -EBADMSG : verdict;
}

enum { WHY_SIZE = 160, MORE = 1 };

struct exchange {
	uint32_t sequence;
	netlink_handler handle;
	void *arg;
	int result;         /* 0 or the first failure of handle */
	char why[WHY_SIZE]; /* the kernel's own words */
};

/* Returns MORE when the answer goes on after this message, else what the exchange comes to. */
static int take_message(struct exchange *x, const struct nlmsghdr *msg)
{
	int r;

	if (msg->nlmsg_seq != x->sequence)
		return MORE; /* the rest of a dump that an earlier failure left behind */
	if ((msg->nlmsg_flags & NLM_F_DUMP_INTR) && x->result == 0)
		x->result = -EAGAIN;
	switch (msg->nlmsg_type) {
	case NLMSG_ERROR:
		read_words(msg, x->why, sizeof(x->why));
		/* fall through */
	case NLMSG_DONE:
		r = read_verdict(msg);
		return r < 0 ? r : x->result;
	case NLMSG_NOOP:
	case NLMSG_OVERRUN:
		return MORE;
	default:
		if (x->handle && x->result == 0)
			x->result = x->handle(msg, x->arg);
		return MORE;
	}
}

static int take_messages(struct exchange *x, const unsigned char *buf, size_t len)
{
	while (len >= NLMSG_HDRLEN) {
		const struct nlmsghdr *msg = (const struct nlmsghdr *)(const void *)buf;
		size_t step;
		int r;

		if (msg->nlmsg_len < NLMSG_HDRLEN || msg->nlmsg_len > len)
			return -EBADMSG;
		r = take_message(x, msg);
		if (r != MORE)
			return r;
		step = NLMSG_ALIGN((size_t)msg->nlmsg_len);
		if (step > len)
			step = len;
		buf += step;
		len -= step;
	}
	return len == 0 ? MORE : -EBADMSG;
}

/* Send a request and take its answer up to the verdict, which NLM_F_ACK or NLM_F_DUMP calls for. */
static int transact(struct netlink *nl, struct netlink_request *q, struct exchange *x)
{
	union {
		struct nlmsghdr align;
		unsigned char bytes[NETLINK_REPLY_SIZE];
	} reply;
	int r;

	if (q->overflow)
		return -EMSGSIZE;
	q->header.nlmsg_seq = x->sequence = ++nl->sequence;
	if (send(nl->fd, q->bytes, q->header.nlmsg_len, MSG_NOSIGNAL) < 0)
		return -errno;
	do {
		/* The answer is there already: that there is none is a failure, not a wait. */
		ssize_t n = recv(nl->fd, reply.bytes, sizeof(reply.bytes),
				 MSG_DONTWAIT | MSG_TRUNC);

		if (n < 0)
			return errno == EAGAIN ? -EPROTO : -errno;
		if (n == 0 || (size_t)n > sizeof(reply.bytes))
			return -EBADMSG;
		r = take_messages(x, reply.bytes, (size_t)n);
	} while (r == MORE);
	return r;
}

int netlink_send(struct netlink *nl, struct netlink_request *q, netlink_handler handle, void *arg,
		 const char *what, struct error *e)
{
	struct exchange x = { .handle = handle, .arg = arg };
	int r = transact(nl, q, &x);

	if (r >= 0)
		return 0;
	if (x.why[0])
		return error_set(e, -r, "cannot %s: %m (%s)", what, x.why);
	return error_set(e, -r, "cannot %s: %m", what);
}

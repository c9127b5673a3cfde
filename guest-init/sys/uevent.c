/* uevent.c - the kernel's own announcements of devices (NETLINK_KOBJECT_UEVENT). */
#include "guest-init/sys/uevent.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>

#include "common/cleanup.h"
#include "guest-init/sys/clock.h"

#define KERNEL_GROUP 1u          /* udevd's own messages come on group 2 */
#define RECEIVE_BUFFER (1 << 20) /* bytes; hundreds of devices at once */

int uevent_open(struct error *e)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP };
	auto_close int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				   NETLINK_KOBJECT_UEVENT);
	int size = RECEIVE_BUFFER;

	if (fd < 0)
		return error_set(e, errno, "cannot open a uevent socket: %m");
	/* Where it can't be enlarged, a burst of events is -ENOBUFS sooner: no more than that. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return error_set(e, errno, "cannot listen to uevents: %m");
	return take_fd(fd);
}

struct variable {
	const char *prefix; /* "NAME=" */
	size_t offset;      /* of the member in struct uevent that takes the value */
};

static const struct variable variables[] = {
	{ "ACTION=", offsetof(struct uevent, action) },
	{ "DEVPATH=", offsetof(struct uevent, devpath) },
	{ "SUBSYSTEM=", offsetof(struct uevent, subsystem) },
};

static void take_variable(struct uevent *event, const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		size_t len = strlen(variables[i].prefix);

		if (!strncmp(text, variables[i].prefix, len))
			*(const char **)((char *)event + variables[i].offset) = text + len;
	}
}

/* "add@/devices/…" NUL "ACTION=add" NUL "DEVPATH=/devices/…" NUL … */
int uevent_parse(struct uevent *ret, size_t len)
{
	size_t at;

	if (len == 0 || len >= sizeof(ret->buffer))
		return -EBADMSG;
	ret->buffer[len] = '\0';
	ret->action = ret->devpath = NULL;
	ret->subsystem = "";
	if (!strchr(ret->buffer, '@'))
		return -EBADMSG;
	for (at = strlen(ret->buffer) + 1; at < len; at += strlen(ret->buffer + at) + 1)
		take_variable(ret, ret->buffer + at);
	return ret->action && ret->devpath ? 0 : -EBADMSG;
}

static int wait_readable(int fd, uint64_t deadline_ns)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct timespec left = clock_left(clock_monotonic_ns(), deadline_ns);
	int n = ppoll(&pfd, 1, &left, NULL);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return n > 0 ? 0 : -ETIMEDOUT;
}

/* Returns the length of the next message of the kernel's, 0 for one that isn't. */
static int receive(int fd, struct uevent *ret)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { .iov_base = ret->buffer, .iov_len = sizeof(ret->buffer) - 1 };
	struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov,
			      .msg_iovlen = 1 };
	ssize_t n = recvmsg(fd, &msg, 0);

	if (n < 0)
		return -errno;
	/* A process with CAP_NET_ADMIN can send to this group; only the kernel is port 0. */
	if (from.nl_family != AF_NETLINK || from.nl_pid != 0 || (msg.msg_flags & MSG_TRUNC))
		return 0;
	return (int)n;
}

int uevent_wait(int fd, uint64_t deadline_ns, struct uevent *ret)
{
	for (;;) {
		int n = receive(fd, ret);

		if (n > 0 && uevent_parse(ret, (size_t)n) == 0)
			return 0;
		if (n == -EAGAIN) {
			n = wait_readable(fd, deadline_ns);
			if (n < 0)
				return n;
		} else if (n < 0 && n != -EINTR) {
			return n;
		}
	}
}

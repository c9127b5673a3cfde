/* fuzz_netlink.c - any answer to a netlink request: links within their limits, or an error that
 * says so.
 *
 * Input: datagrams, each after its length (two bytes, little endian). The sequence number of the
 * first request is 1. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/rtnl.h"
#include "guest-init/sys/uevent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A socket on which the answers already wait, as the kernel's do. */
static int script(struct netlink *nl, const uint8_t *data, size_t size)
{
	int fds[2];

	assert(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) == 0);
	*nl = (struct netlink){ .fd = fds[0] };
	for (unsigned n = 0; n < 8 && size >= 2; n++) {
		size_t len = (size_t)data[0] | (size_t)data[1] << 8;

		data += 2;
		size -= 2;
		len = len < size ? len : size;
		assert(send(fds[1], data, len, 0) == (ssize_t)len);
		data += len;
		size -= len;
	}
	return fds[1];
}

static void check_link(const struct rtnl_link *link)
{
	static const uint8_t none[RTNL_MAC_SIZE];

	assert(link->index > 0);
	assert(link->name[0] && memchr(link->name, '\0', sizeof(link->name)));
	assert(link->has_mac || !memcmp(link->mac, none, sizeof(none)));
}

static void list(const uint8_t *data, size_t size)
{
	struct netlink nl;
	auto_close int far = script(&nl, data, size);
	struct error e = ERROR_INIT;
	struct rtnl_links links;
	int r = rtnl_link_list(&nl, &links, &e);

	assert(far >= 0 && (r < 0) == (e.text[0] != '\0'));
	assert(r < 0 || links.count <= RTNL_MAX_LINKS);
	for (size_t i = 0; r == 0 && i < links.count; i++) {
		check_link(&links.items[i]);
		assert(i == 0 || links.items[i - 1].index <= links.items[i].index);
	}
	netlink_close(&nl);
}

static void change(const uint8_t *data, size_t size)
{
	struct netlink nl;
	auto_close int far = script(&nl, data, size);
	struct error e = ERROR_INIT;
	int r = rtnl_link_up(&nl, 2, &e);

	assert(far >= 0 && r <= 0);
	assert((r < 0) == (e.text[0] != '\0') && !strpbrk(e.text, "\n\r\033"));
	netlink_close(&nl);
}

static void announce(const uint8_t *data, size_t size)
{
	struct uevent event;

	if (size >= sizeof(event.buffer))
		return;
	memcpy(event.buffer, data, size);
	if (uevent_parse(&event, size) == 0)
		assert(event.action && event.devpath && event.subsystem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rtnl_link link;

	list(data, size);
	change(data, size);
	announce(data, size);
	if (rtnl_parse_link(data, size, &link) == 0)
		check_link(&link);
	return 0;
}

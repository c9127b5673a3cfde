/* test_rtnl.c - rtnetlink against the kernel, in a namespace of our own, and against answers that
 * no kernel gives. */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

#include "common/cleanup.h"
#include "guest-init/sys/rtnl.h"

static struct netlink kernel = NETLINK_INIT;
static struct rtnl_links links; /* the two ends of a virtual cable */

static int make_cable(void)
{
	struct ifinfomsg info = { 0 };
	struct netlink_request q = netlink_request_init(
		RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &info, sizeof(info));
	size_t nest;

	netlink_put_string(&q, IFLA_IFNAME, "a");
	nest = netlink_nest(&q, IFLA_LINKINFO);
	netlink_put_string(&q, IFLA_INFO_KIND, "veth");
	netlink_nest_end(&q, nest);
	return netlink_send(&kernel, &q, NULL, NULL, "make a cable", NULL);
}

static int set_up(void **state)
{
	(void)state;
	if (unshare(CLONE_NEWNET | (geteuid() ? CLONE_NEWUSER : 0)) < 0 ||
	    rtnl_open(&kernel, NULL) < 0 || make_cable() < 0)
		return -1;
	return rtnl_link_list(&kernel, &links, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	netlink_close(&kernel);
	netlink_close(&kernel);
	return 0;
}

static struct ip_addr ip(const char *text)
{
	struct ip_addr addr = { 0 };

	assert_int_equal(ip_parse(text, &addr), 0);
	return addr;
}

static void links_are_listed_without_the_loopback(void **state)
{
	(void)state;
	assert_int_equal(links.count, 2);
	assert_true(links.items[0].index < links.items[1].index);
	for (size_t i = 0; i < links.count; i++) {
		assert_true(links.items[i].has_mac);
		assert_int_equal(links.items[i].mtu, 1500);
		assert_false(links.items[i].flags & (IFF_UP | IFF_LOOPBACK));
	}
}

static void links_are_found(void **state)
{
	struct rtnl_link link = { 0 };
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(rtnl_link_by_name(&kernel, "a", &link, &e), 0);
	assert_string_equal(link.name, "a");
	assert_int_equal(rtnl_link_by_name(&kernel, "lo", &link, &e), 0);
	assert_int_equal(link.index, RTNL_LOOPBACK_INDEX);
	assert_true(link.flags & IFF_LOOPBACK);
	assert_int_equal(rtnl_link_by_name(&kernel, "absent", &link, &e), -ENODEV);
	assert_non_null(strstr(e.text, "absent"));
}

static void links_are_renamed(void **state)
{
	int index = links.items[0].index;
	struct rtnl_link link;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(rtnl_link_rename(&kernel, index, "a23456789012345", &e), 0);
	assert_int_equal(rtnl_link_by_name(&kernel, "a23456789012345", &link, &e), 0);
	assert_int_equal(link.index, index);
	assert_int_equal(rtnl_link_rename(&kernel, index, "a23456789012345", &e), 0);
	assert_int_equal(rtnl_link_rename(&kernel, index, "lo", &e), -EEXIST);
	assert_true(rtnl_link_rename(&kernel, index, "a234567890123456", &e) < 0);
	assert_int_equal(rtnl_link_rename(&kernel, index, "a/b", &e), -EINVAL);
	assert_non_null(strstr(e.text, "'a/b'"));
	assert_int_equal(rtnl_link_rename(&kernel, 4711, "x", &e), -ENODEV);
}

static void the_mtu_is_set(void **state)
{
	int index = links.items[0].index;
	struct rtnl_links now;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(rtnl_link_set_mtu(&kernel, index, 9000, &e), 0);
	assert_int_equal(rtnl_link_list(&kernel, &now, &e), 0);
	assert_int_equal(now.items[0].mtu, 9000);
	assert_int_equal(rtnl_link_set_mtu(&kernel, index, 1, &e), -EINVAL);
	/* the kernel's own words */
	assert_non_null(strstr(e.text, "to 1: Invalid argument (mtu less than device minimum)"));
}

static void links_come_up(void **state)
{
	struct rtnl_links now;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(rtnl_link_up(&kernel, RTNL_LOOPBACK_INDEX, &e), 0);
	for (size_t i = 0; i < links.count; i++) {
		assert_int_equal(rtnl_link_up(&kernel, links.items[i].index, &e), 0);
		assert_int_equal(rtnl_link_list(&kernel, &now, &e), 0);
		assert_true(now.items[i].flags & IFF_UP);
	}
	assert_int_equal(rtnl_link_up(&kernel, 4711, &e), -ENODEV);
}

static void addresses_are_usable_at_once(void **state)
{
	struct ip_addr v4 = ip("192.0.2.10"), v6 = ip("2001:db8::10");
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6, .sin6_addr = v6.v6 };
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_addr = v4.v4 };
	auto_close int s4 = socket(AF_INET, SOCK_DGRAM, 0), s6 = socket(AF_INET6, SOCK_DGRAM, 0);
	int index = links.items[0].index;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(rtnl_addr_add(&kernel, index, &v4, 24, 0, &e), 0);
	assert_int_equal(bind(s4, (struct sockaddr *)&sin, sizeof(sin)), 0);
	assert_int_equal(rtnl_addr_add(&kernel, index, &v6, 64, IFA_F_NODAD, &e), 0);
	assert_int_equal(bind(s6, (struct sockaddr *)&sin6, sizeof(sin6)), 0);
	close(s6);
	s6 = -EBADF;

	assert_int_equal(rtnl_addr_add(&kernel, index, &v4, 24, 0, &e), -EEXIST);
	assert_int_equal(rtnl_addr_add(&kernel, index, &v6, 64, IFA_F_NODAD, &e), -EEXIST);
	assert_non_null(strstr(e.text, "add address 2001:db8::10/64 to link"));
	assert_int_equal(rtnl_addr_add(&kernel, 4711, &v4, 24, 0, &e), -ENODEV);
	assert_true(rtnl_addr_add(&kernel, index, &(struct ip_addr){ 0 }, 0, 0, &e) < 0);
}

/* Goes on with the addresses of the test before, over the first link. */
static const struct {
	int family;
	const char *dst;
	uint8_t dst_len;
	const char *gateway;
	bool onlink, no_link;
	uint32_t metric;
	int r;
} routes[] = {
	{ AF_INET, NULL, 0, "192.0.2.1", .r = 0 },
	{ AF_INET, NULL, 0, "192.0.2.1", .r = -EEXIST },
	{ AF_INET, NULL, 0, "192.0.2.2", .r = -EEXIST },
	{ AF_INET, NULL, 0, "192.0.2.2", .metric = 100, .r = 0 },
	{ AF_INET, "198.51.100.0", 24, "192.0.2.1", .no_link = true, .r = 0 },
	{ AF_INET, "203.0.113.0", 24, NULL, .r = 0 },
	{ AF_INET, "10.0.0.0", 8, "172.16.0.1", .r = -ENETUNREACH },
	{ AF_INET, "10.0.0.0", 8, "172.16.0.1", .onlink = true, .r = 0 },
	{ AF_INET, "10.1.2.3", 16, "192.0.2.1", .r = -EINVAL },
	{ AF_INET6, NULL, 0, "2001:db8::1", .r = 0 },
	{ AF_INET6, NULL, 0, "2001:db8::1", .r = -EEXIST },
	{ AF_INET6, NULL, 0, "fe80::1", .metric = 5, .r = 0 },
	{ AF_INET6, "2001:db8:1::", 48, NULL, .r = 0 },
	{ AF_INET6, "2001:db8:2::", 48, "2001:db8:ffff::1", .r = -EHOSTUNREACH },
	{ AF_INET6, "2001:db8:2::", 48, "2001:db8:ffff::1", .onlink = true, .r = 0 },
	{ AF_INET, "2001:db8:2::", 24, NULL, .r = -EINVAL },
	{ AF_INET6, "2001:db8:3::", 48, "192.0.2.1", .r = -EINVAL },
};

static void routes_are_added(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(routes); i++) {
		struct rtnl_route route = { .family = routes[i].family,
					    .dst_len = routes[i].dst_len,
					    .onlink = routes[i].onlink,
					    .metric = routes[i].metric };
		struct error e = ERROR_INIT;
		int r;

		if (routes[i].dst)
			route.dst = ip(routes[i].dst);
		if (routes[i].gateway)
			route.gateway = ip(routes[i].gateway);
		if (!routes[i].no_link)
			route.index = links.items[0].index;
		r = rtnl_route_add(&kernel, &route, &e);
		if (r != routes[i].r || (r < 0) != (e.text[0] != '\0'))
			fail_msg("row %zu: %d, %s", i, r, e.text);
	}
}

/* Goes on with the routes of the test before. */
static void routes_and_addresses_are_taken_back(void **state)
{
	struct rtnl_route route = { .family = AF_INET, .gateway = ip("192.0.2.2"), .metric = 100,
				    .index = links.items[0].index };
	struct ip_addr addr = ip("192.0.2.99");
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(rtnl_route_del(&kernel, &route, &e), 0);
	assert_int_equal(rtnl_route_del(&kernel, &route, &e), -ESRCH);
	assert_non_null(strstr(e.text, "remove the route to default/0 via 192.0.2.2"));
	assert_int_equal(rtnl_route_add(&kernel, &route, &e), 0);
	route = (struct rtnl_route){ .family = AF_INET6, .gateway = ip("2001:db8::1"),
				     .index = links.items[0].index };
	assert_int_equal(rtnl_route_del(&kernel, &route, &e), 0);

	assert_int_equal(rtnl_addr_add(&kernel, links.items[0].index, &addr, 32, 0, &e), 0);
	assert_int_equal(rtnl_addr_del(&kernel, links.items[0].index, &addr, 32, &e), 0);
	assert_int_equal(rtnl_addr_del(&kernel, links.items[0].index, &addr, 32, &e),
			 -EADDRNOTAVAIL);
	assert_non_null(strstr(e.text, "remove address 192.0.2.99/32 from link"));
}

/* A socket on which the answers already wait, as the kernel's do. Returns the far end. */
static int script(struct netlink *nl, const void *answer, size_t len)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds), 0);
	*nl = (struct netlink){ .fd = fds[0] };
	if (len)
		assert_int_equal(send(fds[1], answer, len, 0), (ssize_t)len);
	return fds[1];
}

static const unsigned char vlan_request[] = {
	/* nlmsghdr */
	74, 0, 0, 0, RTM_NEWLINK, 0, 0x05, 0x06, 1, 0, 0, 0, 0, 0, 0, 0,
	/* ifinfomsg */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* IFLA_LINK 7, IFLA_IFNAME "v42" */
	8, 0, 5, 0, 7, 0, 0, 0, 8, 0, 3, 0, 'v', '4', '2', 0,
	/* IFLA_LINKINFO: IFLA_INFO_KIND "vlan" and its padding */
	26, 0, 18, 0, 9, 0, 1, 0, 'v', 'l', 'a', 'n', 0, 0, 0, 0,
	/* IFLA_INFO_DATA: IFLA_VLAN_ID 42 */
	10, 0, 2, 0, 6, 0, 1, 0, 42, 0,
};

static void a_vlan_request_has_the_right_bytes(void **state)
{
	struct netlink nl;
	unsigned char got[NETLINK_REQUEST_SIZE] = { 0 };
	auto_close int far = script(&nl, NULL, 0);
	struct error e = ERROR_INIT;
	int index = -1;

	(void)state;
	assert_int_equal(rtnl_link_add_vlan(&nl, 7, "v42", 42, &index, &e), -EPROTO);
	assert_string_equal(e.text, "cannot make VLAN link 'v42' with id 42 over link 7: "
				    "Protocol error");
	assert_int_equal(index, -1);
	assert_true(recv(far, got, sizeof(got), 0) >= (ssize_t)sizeof(vlan_request));
	assert_memory_equal(got, vlan_request, sizeof(vlan_request));
	netlink_close(&nl);
}

/* Pieces of answers, little-endian. */
#define HEADER(len, type, flags, seq) \
	(len), 0, 0, 0, (type), 0, (flags) & 0xff, (flags) >> 8, (seq), 0, 0, 0, 0, 0, 0, 0
#define BYTES(...) (const unsigned char[]){ __VA_ARGS__ }
#define ANSWER(...) BYTES(__VA_ARGS__), sizeof(BYTES(__VA_ARGS__))
#define INFO(index) 0, 0, 0, 0, (index), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
#define ECHO 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 /* of the request's header */
#define DONE HEADER(16, NLMSG_DONE, 0, 1)
/* A link named "x"; len: what its only attribute says of itself. */
#define LINK(index, len) \
	HEADER(38, RTM_NEWLINK, 0, 1), INFO(index), (len), 0, IFLA_IFNAME, 0, 'x', 0, 0, 0

static const struct {
	const char *what;
	const unsigned char *data;
	size_t len;
	int r;
} answers[] = {
	{ "nothing", (const unsigned char *)"", 0, -EPROTO },
	{ "half a header", ANSWER(16, 0, 0), -EBADMSG },
	{ "a length of 0", ANSWER(HEADER(0, NLMSG_ERROR, 0, 1)), -EBADMSG },
	{ "a length beyond the end", ANSWER(HEADER(255, NLMSG_DONE, 0, 1)), -EBADMSG },
	{ "a verdict without an errno", ANSWER(HEADER(16, NLMSG_ERROR, 0, 1)), -EBADMSG },
	{ "a positive errno", ANSWER(HEADER(36, NLMSG_ERROR, 0, 1), 1, 0, 0, 0, ECHO), -EBADMSG },
	{ "no errno", ANSWER(HEADER(36, NLMSG_ERROR, 0, 1), 0, 0, 0, 0x80, ECHO), -EBADMSG },
	{ "another's verdict", ANSWER(HEADER(36, NLMSG_ERROR, 0, 9), 0, 0, 0, 0, ECHO), -EPROTO },
	{ "an end without a verdict", ANSWER(HEADER(16, NLMSG_DONE, 0, 1)), 0 },
	{ "an end with one", ANSWER(HEADER(20, NLMSG_DONE, 0, 1), 0xf4, 0xff, 0xff, 0xff),
	  -ENOMEM },
	{ "a link without a body", ANSWER(HEADER(16, RTM_NEWLINK, 0, 1), DONE), -EBADMSG },
	{ "a link without a name", ANSWER(HEADER(32, RTM_NEWLINK, 0, 1), INFO(2), DONE), -EBADMSG },
	{ "a link without an index", ANSWER(LINK(0, 6), DONE), -EBADMSG },
	{ "an attribute beyond the end", ANSWER(LINK(2, 99), DONE), -EBADMSG },
	{ "an attribute of length 0", ANSWER(LINK(2, 0), DONE), -EBADMSG },
	{ "a good link", ANSWER(LINK(2, 6), DONE), 0 },
	{ "a good link without an end", ANSWER(LINK(2, 6)), -EPROTO },
	{ "a change in between, and no second try",
	  ANSWER(HEADER(16, NLMSG_DONE, NLM_F_DUMP_INTR, 1)), -EPROTO },
};

static void hostile_answers_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		struct netlink nl;
		auto_close int far = script(&nl, answers[i].data, answers[i].len);
		struct error e = ERROR_INIT;
		struct rtnl_links got;
		int r = rtnl_link_list(&nl, &got, &e);

		if (r != answers[i].r)
			fail_msg("%s: %d, %s", answers[i].what, r, e.text);
		netlink_close(&nl);
	}
}

static void a_name_is_ended_and_cut_at_its_length(void **state)
{
	static const unsigned char unended[] = { INFO(2), 7, 0, 3, 0, 'a', 'b', 'c' };
	static const unsigned char long_name[] = { INFO(2), 21, 0, 3, 0, '1', '2', '3', '4', '5',
		'6', '7', '8', '9', '0', '1', '2', '3', '4', '5', '6', 0 };
	struct rtnl_link link;

	(void)state;
	assert_int_equal(rtnl_parse_link(unended, sizeof(unended), &link), 0);
	assert_string_equal(link.name, "ab");
	assert_int_equal(rtnl_parse_link(long_name, sizeof(long_name), &link), -EBADMSG);
	for (size_t len = 0; len < sizeof(unended); len++)
		assert_int_equal(rtnl_parse_link(unended, len, &link), -EBADMSG);
}

static void the_kernels_words_make_one_line(void **state)
{
	static const unsigned char refusal[] = {
		HEADER(46, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, 1), 0xea, 0xff, 0xff, 0xff,
		ECHO, 10, 0, NLMSGERR_ATTR_MSG, 0, 'a', '\n', 'b', 0x1b, 'c', 'd' /* no NUL */
	};
	struct netlink nl;
	auto_close int far = script(&nl, refusal, sizeof(refusal));
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(rtnl_link_up(&nl, 2, &e), -EINVAL);
	assert_string_equal(e.text, "cannot bring link 2 up: Invalid argument (a?b?cd)");
	netlink_close(&nl);
}

static void a_request_that_overflows_is_not_sent(void **state)
{
	char name[NETLINK_REQUEST_SIZE];
	struct netlink nl;
	auto_close int far = script(&nl, NULL, 0);
	struct error e = ERROR_INIT;

	(void)state;
	memset(name, 'x', sizeof(name));
	for (size_t len = NETLINK_REQUEST_SIZE - 64; len < NETLINK_REQUEST_SIZE; len++) {
		char got[NETLINK_REQUEST_SIZE];
		int r;

		name[len] = '\0';
		r = rtnl_link_rename(&nl, 2, name, &e);
		name[len] = 'x';
		/* 16 + 16 bytes of headers, 4 of the attribute's, the name and its NUL */
		assert_int_equal(r, 36 + len + 1 > NETLINK_REQUEST_SIZE ? -EMSGSIZE : -EPROTO);
		assert_int_equal(recv(far, got, sizeof(got), MSG_DONTWAIT) > 0, r == -EPROTO);
	}
	netlink_close(&nl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_listed_without_the_loopback),
		cmocka_unit_test(links_are_found),
		cmocka_unit_test(links_are_renamed),
		cmocka_unit_test(the_mtu_is_set),
		cmocka_unit_test(links_come_up),
		cmocka_unit_test(addresses_are_usable_at_once),
		cmocka_unit_test(routes_are_added),
		cmocka_unit_test(routes_and_addresses_are_taken_back),
		cmocka_unit_test(a_vlan_request_has_the_right_bytes),
		cmocka_unit_test(hostile_answers_are_refused),
		cmocka_unit_test(a_name_is_ended_and_cut_at_its_length),
		cmocka_unit_test(the_kernels_words_make_one_line),
		cmocka_unit_test(a_request_that_overflows_is_not_sent),
	};

	return cmocka_run_group_tests_name("rtnl", tests, set_up, tear_down);
}

/* test_uevent.c - the kernel's announcements: their form, their sender, the deadline. */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>
#include <linux/netlink.h>

#include "common/cleanup.h"
#include "guest-init/sys/rtnl.h"
#include "guest-init/sys/uevent.h"

#define EVENT(s) (s), sizeof(s) /* with the NUL that ends the last variable */

static const struct {
	const char *data;
	size_t len;
	const char *action, *devpath, *subsystem; /* action NULL: refused */
} events[] = {
	{ EVENT("add@/devices/vdb\0ACTION=add\0DEVPATH=/devices/vdb\0SUBSYSTEM=block\0"
		"MAJOR=254\0DEVNAME=vdb\0DEVTYPE=disk\0SEQNUM=7"),
	  "add", "/devices/vdb", "block" },
	{ EVENT("x@y\0DEVPATH=/d\0ACTION=remove"), "remove", "/d", "" },
	{ EVENT("x@y\0ACTION=\0DEVPATH="), "", "", "" },
	{ "x@y\0ACTION=add\0DEVPATH=/unended", 31, "add", "/unended", "" },
	{ EVENT("x@y\0ACTION=add\0\0\0DEVPATH=/d\0DEVNAME"), "add", "/d", "" },
	{ EVENT("libudev\0\xfe\xed\xca\xfe"), NULL, NULL, NULL },
	{ EVENT("add@/devices/vdb"), NULL, NULL, NULL },
	{ EVENT("add@/d\0ACTION=add"), NULL, NULL, NULL },
	{ EVENT("add@/d\0DEVPATH=/d"), NULL, NULL, NULL },
	{ "", 0, NULL, NULL, NULL },
	{ "\0\0\0", 3, NULL, NULL, NULL },
};

static void events_are_parsed(void **state)
{
	auto_free struct uevent *event = malloc(sizeof(*event));

	(void)state;
	assert_non_null(event);
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		memset(event->buffer, 'x', sizeof(event->buffer));
		memcpy(event->buffer, events[i].data, events[i].len);
		if (!events[i].action) {
			assert_int_equal(uevent_parse(event, events[i].len), -EBADMSG);
			continue;
		}
		assert_int_equal(uevent_parse(event, events[i].len), 0);
		assert_string_equal(event->action, events[i].action);
		assert_string_equal(event->devpath, events[i].devpath);
		assert_string_equal(event->subsystem, events[i].subsystem);
	}
	assert_int_equal(uevent_parse(event, sizeof(event->buffer)), -EBADMSG);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ull + (uint64_t)ts.tv_nsec;
}

/* A namespace of our own: no event of the machine's network comes here. */
static int new_namespace(void **state)
{
	(void)state;
	return unshare(CLONE_NEWNET | (geteuid() ? CLONE_NEWUSER : 0));
}

static void take_queued(int fd)
{
	struct uevent event;

	while (uevent_wait(fd, 0, &event) == 0)
		;
}

static void the_deadline_is_kept(void **state)
{
	auto_close int fd = uevent_open(NULL);
	struct uevent event;
	uint64_t start;
	int r;

	(void)state;
	assert_true(fd >= 0);
	start = now_ns();
	do
		r = uevent_wait(fd, start + 50000000, &event);
	while (r == 0); /* devices of the machine may come and go meanwhile */
	assert_int_equal(r, -ETIMEDOUT);
	assert_true(now_ns() >= start + 50000000);
}

static void the_kernel_is_heard(void **state)
{
	auto_close int fd = uevent_open(NULL);
	struct netlink nl = NETLINK_INIT;
	struct uevent event;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(rtnl_open(&nl, NULL), 0);
	assert_int_equal(rtnl_link_rename(&nl, RTNL_LOOPBACK_INDEX, "renamed", NULL), 0);
	netlink_close(&nl);
	do
		assert_int_equal(uevent_wait(fd, now_ns() + 5000000000ull, &event), 0);
	while (strcmp(event.subsystem, "net") != 0);
	assert_string_equal(event.action, "move");
	assert_non_null(strstr(event.devpath, "/net/renamed"));
}

static void others_are_not_heard(void **state)
{
	static const char forged[] = "add@/d\0ACTION=add\0DEVPATH=/d\0SUBSYSTEM=forged";
	auto_close int fd = uevent_open(NULL);
	auto_close int forger = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);
	struct sockaddr_nl addr = { 0 };
	socklen_t len = sizeof(addr);
	struct uevent event;
	int r;

	(void)state;
	assert_true(fd >= 0 && forger >= 0);
	take_queued(fd);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
	addr.nl_groups = 0;
	assert_int_equal(sendto(forger, forged, sizeof(forged), 0, (struct sockaddr *)&addr, len),
			 sizeof(forged));
	while ((r = uevent_wait(fd, 0, &event)) == 0)
		assert_string_not_equal(event.subsystem, "forged");
	assert_int_equal(r, -ETIMEDOUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_parsed),
		cmocka_unit_test(the_deadline_is_kept),
		cmocka_unit_test(the_kernel_is_heard),
		cmocka_unit_test(others_are_not_heard),
	};

	return cmocka_run_group_tests_name("uevent", tests, new_namespace, NULL);
}

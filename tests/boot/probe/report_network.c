/* report_network.c - the report's section on the network: host name, interfaces and routes. */
#include "tests/boot/probe/probe.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/cleanup.h"

static void add_hostname(struct json_out *o)
{
	char name[65] = "";

	gethostname(name, sizeof(name) - 1);
	json_string(o, "hostname", name);
}

static unsigned prefix_length(const unsigned char *mask, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += (unsigned)__builtin_popcount(mask[i]);
	return n;
}

static void add_address(struct json_out *o, const struct ifaddrs *a)
{
	bool v6 = a->ifa_addr->sa_family == AF_INET6;
	const void *address = v6 ? (void *)&((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr
				 : (void *)&((struct sockaddr_in *)a->ifa_addr)->sin_addr;
	const void *mask = v6 ? (void *)&((struct sockaddr_in6 *)a->ifa_netmask)->sin6_addr
			      : (void *)&((struct sockaddr_in *)a->ifa_netmask)->sin_addr;
	char text[INET6_ADDRSTRLEN];
	char with_prefix[sizeof(text) + 8];

	if (!inet_ntop(a->ifa_addr->sa_family, address, text, sizeof(text)))
		return;
	snprintf(with_prefix, sizeof(with_prefix), "%s/%u", text, prefix_length(mask, v6 ? 16 : 4));
	json_string(o, NULL, with_prefix);
}

static int interface_mtu(const char *name)
{
	auto_close int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	return ioctl(fd, SIOCGIFMTU, &request) < 0 ? -1 : request.ifr_mtu;
}

static void add_interface(struct json_out *o, const struct ifaddrs *link, const struct ifaddrs *all)
{
	const unsigned char *m = ((struct sockaddr_ll *)link->ifa_addr)->sll_addr;
	char mac[18];

	snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4],
		 m[5]);
	json_open(o, link->ifa_name, '{');
	json_string(o, "mac", mac);
	json_number(o, "mtu", interface_mtu(link->ifa_name));
	json_number(o, "up", (link->ifa_flags & IFF_UP) != 0);
	json_number(o, "running", (link->ifa_flags & IFF_RUNNING) != 0);
	json_open(o, "addresses", '[');
	for (const struct ifaddrs *a = all; a; a = a->ifa_next)
		if (a->ifa_addr && a->ifa_addr->sa_family != AF_PACKET &&
		    strcmp(a->ifa_name, link->ifa_name) == 0)
			add_address(o, a);
	json_close(o, '[');
	json_close(o, '{');
}

static void add_interfaces(struct json_out *o)
{
	struct ifaddrs *all = NULL;

	json_open(o, "interfaces", '{');
	if (getifaddrs(&all) == 0) {
		for (const struct ifaddrs *a = all; a; a = a->ifa_next)
			if (a->ifa_addr && a->ifa_addr->sa_family == AF_PACKET)
				add_interface(o, a, all);
		freeifaddrs(all);
	}
	json_close(o, '{');
}

static void add_route(struct json_out *o, const char *dev, const char *dst, const char *via,
		      unsigned metric)
{
	json_open(o, NULL, '{');
	json_string(o, "dst", dst);
	json_string(o, "via", via);
	json_string(o, "dev", dev);
	json_number(o, "metric", metric);
	json_close(o, '{');
}

/* DEV DST VIA FLAGS REFCNT USE METRIC MASK: addresses are the bytes in memory order, in hex. */
static void add_ipv4_route(struct json_out *o, const char *line)
{
	char dst_text[INET_ADDRSTRLEN], via_text[INET_ADDRSTRLEN], with_prefix[INET_ADDRSTRLEN + 4];
	unsigned dst, via, metric, mask;
	char dev[IFNAMSIZ];

	if (sscanf(line, "%15s %x %x %*x %*u %*u %u %x", dev, &dst, &via, &metric, &mask) != 5)
		return;
	inet_ntop(AF_INET, &dst, dst_text, sizeof(dst_text));
	inet_ntop(AF_INET, &via, via_text, sizeof(via_text));
	snprintf(with_prefix, sizeof(with_prefix), "%s/%d", dst_text, __builtin_popcount(mask));
	add_route(o, dev, with_prefix, via ? via_text : NULL, metric);
}

static void hex_to_ipv6(const char *hex, char text[INET6_ADDRSTRLEN])
{
	struct in6_addr a = { 0 };

	for (size_t i = 0; i < sizeof(a.s6_addr); i++)
		sscanf(hex + 2 * i, "%2hhx", &a.s6_addr[i]);
	inet_ntop(AF_INET6, &a, text, INET6_ADDRSTRLEN);
}

/* DST PREFIX SRC PREFIX VIA METRIC REFCNT USE FLAGS DEV, all in hex. */
static void add_ipv6_route(struct json_out *o, const char *line)
{
	char dst_text[INET6_ADDRSTRLEN], via_text[INET6_ADDRSTRLEN];
	char dst[33], via[33], dev[IFNAMSIZ], with_prefix[INET6_ADDRSTRLEN + 4];
	unsigned prefix, metric;

	if (sscanf(line, "%32s %x %*s %*x %32s %x %*x %*x %*x %15s", dst, &prefix, via, &metric,
		   dev) != 5)
		return;
	hex_to_ipv6(dst, dst_text);
	hex_to_ipv6(via, via_text);
	snprintf(with_prefix, sizeof(with_prefix), "%s/%u", dst_text, prefix);
	add_route(o, dev, with_prefix, strcmp(via_text, "::") == 0 ? NULL : via_text, metric);
}

static void add_routes(struct json_out *o, const char *key, const char *path,
		       void (*add)(struct json_out *, const char *))
{
	auto_free char *text = read_whole(path, NULL);
	char *rest = text;
	char *line;

	json_open(o, key, '[');
	while ((line = strsep(&rest, "\n")))
		add(o, line);
	json_close(o, '[');
}

void report_network(struct json_out *o)
{
	add_hostname(o);
	add_interfaces(o);
	add_routes(o, "routes", "/proc/net/route", add_ipv4_route);
	add_routes(o, "routes6", "/proc/net/ipv6_route", add_ipv6_route);
}

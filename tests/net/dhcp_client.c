/* dhcp_client.c - runs the DHCP client on a link and prints its events, a line each.
 *
 * dhcp_client LINK EVENTS SECONDS: ends after so many events (status 0), or so much time (1). */
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guest-init/sys/clock.h"
#include "guest-init/sys/dhcp.h"

static const char *const events[] = { "none", "bound", "renewed", "changed", "lost" };

static void print_lease(const char *event, const struct dhcp_lease *l)
{
	char a[IP_TEXT_SIZE], b[IP_TEXT_SIZE];

	printf("%s %s/%u", event, ip_format(&l->address, a), l->prefix);
	printf(" server %s", ip_format(&l->server, a));
	for (size_t i = 0; i < l->route_count; i++)
		printf(" route %s/%u via %s", ip_format(&l->routes[i].dst, a), l->routes[i].dst_len,
		       ip_format(&l->routes[i].gateway, b));
	for (size_t i = 0; i < l->dns_count; i++)
		printf(" dns %s", ip_format(&l->dns[i], a));
	printf(" domain '%s'", l->domain);
	for (size_t i = 0; i < l->search_count; i++)
		printf(" search %s", l->search[i]);
	printf(" mtu %u lease %u\n", l->mtu, l->lease_s);
	fflush(stdout);
}

static int get_mac(const char *name, uint8_t ret[static DHCP_MAC_SIZE])
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { 0 };
	int r;

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	r = ioctl(fd, SIOCGIFHWADDR, &request);
	memcpy(ret, request.ifr_hwaddr.sa_data, DHCP_MAC_SIZE);
	close(fd);
	return r;
}

/* Returns false when it is time to go. */
static bool wait_for(const struct dhcp *c, uint64_t until_ns)
{
	struct pollfd pfd = { .fd = dhcp_poll_fd(c), .events = POLLIN };
	uint64_t now = clock_monotonic_ns(), next = dhcp_deadline_ns(c);
	struct timespec left = { 0 };

	if (now >= until_ns)
		return false;
	next = next < until_ns ? next : until_ns;
	if (next > now) {
		left.tv_sec = (time_t)((next - now) / NS_PER_S);
		left.tv_nsec = (long)((next - now) % NS_PER_S);
	}
	return ppoll(&pfd, 1, &left, NULL) >= 0;
}

int main(int argc, char **argv)
{
	uint64_t now = clock_monotonic_ns(), until;
	struct dhcp c = DHCP_INIT;
	char status[DHCP_STATUS_SIZE];
	uint8_t mac[DHCP_MAC_SIZE];
	struct error e = ERROR_INIT;
	int left;

	if (argc != 4 || get_mac(argv[1], mac) < 0) {
		fprintf(stderr, "usage: dhcp_client LINK EVENTS SECONDS\n");
		return 2;
	}
	until = now + (uint64_t)atoi(argv[3]) * NS_PER_S;
	if (dhcp_start(&c, (int)if_nametoindex(argv[1]), mac, "guest", now, &e) < 0) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	left = atoi(argv[2]);
	while (left && wait_for(&c, until)) {
		enum dhcp_event event = dhcp_handle(&c, clock_monotonic_ns());

		if (event == DHCP_EVENT_NONE)
			continue;
		print_lease(events[event], &c.lease);
		left--;
	}
	printf("end %s\n", dhcp_status(&c, status));
	dhcp_stop(&c);
	return left ? 1 : 0;
}

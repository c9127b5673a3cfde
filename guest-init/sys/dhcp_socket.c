/* dhcp_socket.c - the packets that DHCPv4 messages travel in, before the NIC has an address. */
#include "guest-init/sys/dhcp_socket.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "common/cleanup.h"

#define SERVER_PORT 67
#define CLIENT_PORT 68
#define HOPS 64
#define DONT_FRAGMENT 0x4000
#define FRAGMENT_BITS 0x3fff /* "more fragments" and the offset */

struct ip_header {
	uint8_t version_len, tos;
	uint16_t len, id, fragment;
	uint8_t hops, protocol;
	uint16_t checksum;
	struct in_addr from, to;
};

struct udp_header {
	uint16_t source, dest, len, checksum;
};

/* What UDP's checksum covers beside the datagram (RFC 768). */
struct pseudo_header {
	struct in_addr from, to;
	uint8_t zero, protocol;
	uint16_t len;
};
static_assert(sizeof(struct ip_header) + sizeof(struct udp_header) == DHCP_HEADERS_SIZE,
	      "as on the wire");

/* UDP, not a fragment, to the client port. Offsets count from the IP header. */
static const struct sock_filter filter[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, FRAGMENT_BITS, 4, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLIENT_PORT, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

int dhcp_socket_open(int index, struct error *e)
{
	/* Without a protocol until it is bound: so nothing gets in before the filter is there. */
	auto_close int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sock_fprog program = { ARRAY_SIZE(filter), (struct sock_filter *)filter };
	struct sockaddr_ll addr = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP),
				    .sll_ifindex = index };
	int on = 1;

	if (fd < 0)
		return error_set(e, errno, "cannot open a packet socket: %m");
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		return error_set(e, errno, "cannot filter a packet socket: %m");
	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0)
		return error_set(e, errno, "cannot set up a packet socket: %m");
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return error_set(e, errno, "cannot listen to link %d: %m", index);
	return take_fd(fd);
}

/* RFC 1071, without the final inversion; len is even but for the last part. */
static uint32_t add_up(uint32_t sum, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (; len > 1; p += 2, len -= 2)
		sum += (uint32_t)(p[0] << 8 | p[1]);
	if (len)
		sum += (uint32_t)p[0] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Over the UDP header with its checksum and what follows, len bytes in all: 0 if all is well. */
static uint16_t udp_checksum(struct in_addr from, struct in_addr to, const struct udp_header *udp,
			     const uint8_t *message, size_t len)
{
	struct pseudo_header pseudo = { from, to, 0, IPPROTO_UDP, htons((uint16_t)len) };
	uint32_t sum = add_up(0, &pseudo, sizeof(pseudo));

	sum = add_up(sum, udp, sizeof(*udp));
	return fold(add_up(sum, message, len - sizeof(*udp)));
}

void dhcp_packet_headers(uint8_t packet[static DHCP_HEADERS_SIZE], struct in_addr from,
			 struct in_addr to, const uint8_t *message, size_t len)
{
	size_t udp_len = sizeof(struct udp_header) + len;
	struct ip_header ip = { .version_len = 0x45,
				.len = htons((uint16_t)(sizeof(ip) + udp_len)),
				.fragment = htons(DONT_FRAGMENT), .hops = HOPS,
				.protocol = IPPROTO_UDP, .from = from, .to = to };
	struct udp_header udp = { .source = htons(CLIENT_PORT), .dest = htons(SERVER_PORT),
				  .len = htons((uint16_t)udp_len) };
	uint16_t checksum = udp_checksum(from, to, &udp, message, udp_len);

	ip.checksum = htons(fold(add_up(0, &ip, sizeof(ip))));
	udp.checksum = htons(checksum ? checksum : 0xffff); /* 0 would mean that there is none */
	memcpy(packet, &ip, sizeof(ip));
	memcpy(packet + sizeof(ip), &udp, sizeof(udp));
}

int dhcp_packet_parse(const uint8_t *data, size_t len, bool checksummed, const uint8_t **ret,
		      size_t *ret_len)
{
	struct ip_header ip;
	struct udp_header udp;
	size_t ip_len, udp_len;

	if (len < sizeof(ip))
		return -EBADMSG;
	memcpy(&ip, data, sizeof(ip));
	ip_len = 4 * ((size_t)ip.version_len & 0x0f);
	if (ip.version_len >> 4 != 4 || ip_len < sizeof(ip) || ntohs(ip.len) > len ||
	    ntohs(ip.len) < ip_len + sizeof(udp))
		return -EBADMSG;
	if (ip.protocol != IPPROTO_UDP || (ntohs(ip.fragment) & FRAGMENT_BITS) ||
	    fold(add_up(0, data, ip_len)) != 0)
		return -EBADMSG;
	memcpy(&udp, data + ip_len, sizeof(udp));
	udp_len = ntohs(udp.len);
	if (ntohs(udp.dest) != CLIENT_PORT || udp_len < sizeof(udp) ||
	    udp_len > ntohs(ip.len) - ip_len)
		return -EBADMSG;
	data += ip_len + sizeof(udp);
	if (checksummed && udp.checksum && udp_checksum(ip.from, ip.to, &udp, data, udp_len) != 0)
		return -EBADMSG;
	*ret = data;
	*ret_len = udp_len - sizeof(udp);
	return 0;
}

int dhcp_socket_send(int fd, int index, const uint8_t *mac, struct in_addr from, struct in_addr to,
		     const uint8_t *message, size_t len)
{
	struct sockaddr_ll addr = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP),
				    .sll_ifindex = index, .sll_halen = DHCP_MAC_SIZE };
	uint8_t packet[DHCP_HEADERS_SIZE + DHCP_QUERY_SIZE];

	if (len > DHCP_QUERY_SIZE)
		return -EMSGSIZE;
	if (mac)
		memcpy(addr.sll_addr, mac, DHCP_MAC_SIZE);
	else
		memset(addr.sll_addr, 0xff, DHCP_MAC_SIZE);
	dhcp_packet_headers(packet, from, to, message, len);
	memcpy(packet + DHCP_HEADERS_SIZE, message, len);
	if (sendto(fd, packet, DHCP_HEADERS_SIZE + len, MSG_NOSIGNAL, (struct sockaddr *)&addr,
		   sizeof(addr)) < 0)
		return -errno;
	return 0;
}

/* A packet of this host's, or of another guest's over virtio, may come without its checksum: it
 * has not been on a wire that it would have had to be safe on. */
static bool is_checksummed(struct msghdr *msg)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg); /* no other was asked for */
	struct tpacket_auxdata aux;

	if (!c || c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA ||
	    c->cmsg_len < CMSG_LEN(sizeof(aux)))
		return true;
	memcpy(&aux, CMSG_DATA(c), sizeof(aux));
	return !(aux.tp_status & TP_STATUS_CSUMNOTREADY);
}

int dhcp_socket_receive(int fd, struct dhcp_packet *ret)
{
	union {
		struct cmsghdr align;
		uint8_t bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct sockaddr_ll from = { 0 };
	struct iovec iov = { ret->bytes, sizeof(ret->bytes) };
	struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov,
			      .msg_iovlen = 1, .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(fd, &msg, 0);

	if (n < 0)
		return -errno;
	/* Others' frames come when the NIC is promiscuous, and those of VLANs that have no link. */
	if ((msg.msg_flags & MSG_TRUNC) || from.sll_halen != DHCP_MAC_SIZE ||
	    (from.sll_pkttype != PACKET_HOST && from.sll_pkttype != PACKET_BROADCAST))
		return -EBADMSG;
	memcpy(ret->mac, from.sll_addr, DHCP_MAC_SIZE);
	return dhcp_packet_parse(ret->bytes, (size_t)n, is_checksummed(&msg), &ret->message,
				 &ret->len);
}

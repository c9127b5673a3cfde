/* dhcp_socket.h - the packets that DHCPv4 messages travel in, before the NIC has an address.
 *
 * A packet socket sees what comes in before the kernel's IP does, and sends what IP couldn't yet.
 * So the headers of IPv4 and UDP are made and checked here. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netinet/in.h>

#include "common/error.h"
#include "guest-init/sys/dhcp_message.h"

#define DHCP_PACKET_SIZE 1600u   /* bytes; longer ones are dropped */
#define DHCP_HEADERS_SIZE 28u    /* IPv4 and UDP */

struct dhcp_packet {
	uint8_t mac[DHCP_MAC_SIZE]; /* whom it is from */
	const uint8_t *message;     /* in bytes */
	size_t len;                 /* of the message */
	uint8_t bytes[DHCP_PACKET_SIZE];
};

/* Open a socket that gets only what is sent to the DHCP client port on this link. It need not be
 * up. Returns a descriptor (O_NONBLOCK) or a negative errno. */
int dhcp_socket_open(int index, struct error *e);

/* Send a message to the DHCP server port.
 * mac, to: of the server, or NULL and INADDR_BROADCAST. from: our address; 0 without one.
 * len: at most DHCP_QUERY_SIZE. Returns 0 or a negative errno: -ENETDOWN when the link is down. */
int dhcp_socket_send(int fd, int index, const uint8_t *mac, struct in_addr from, struct in_addr to,
		     const uint8_t *message, size_t len);

/* Take the next packet. Returns 0; -EAGAIN: there is none; -EBADMSG: it was none for us and has
 * been dropped; another negative errno. */
int dhcp_socket_receive(int fd, struct dhcp_packet *ret);

/* Find the message in the len bytes of an IPv4 packet. checksummed: its UDP checksum is complete
 * (one that comes from this very host may not be). Returns 0 or -EBADMSG. */
int dhcp_packet_parse(const uint8_t *data, size_t len, bool checksummed, const uint8_t **ret,
		      size_t *ret_len);

/* Write the headers for a message of len bytes that follows them. */
void dhcp_packet_headers(uint8_t packet[static DHCP_HEADERS_SIZE], struct in_addr from,
			 struct in_addr to, const uint8_t *message, size_t len);

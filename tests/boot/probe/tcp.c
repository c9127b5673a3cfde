/* tcp.c - talk to a server, one line each way. */
#include "tests/boot/probe/probe.h"

#include <arpa/inet.h>
#include <err.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/cleanup.h"

#define TCP_WAIT_S 10

static socklen_t make_address(const char *ip, unsigned short port, struct sockaddr_storage *ret)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret;
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret;

	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, ip, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof(*v4);
	}
	if (inet_pton(AF_INET6, ip, &v6->sin6_addr) != 1)
		errx(2, "'%s' is not an IP address", ip);
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	return sizeof(*v6);
}

int cmd_tcp(int argc, char **argv)
{
	unsigned short port = (unsigned short)argument_number(argv[2], 65535);
	struct timeval wait = { .tv_sec = TCP_WAIT_S };
	struct sockaddr_storage to;
	socklen_t to_len = make_address(argv[1], port, &to);
	auto_close int fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char answer[1024] = "";
	struct json_out o;

	(void)argc;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)); /* holds for connect() too */
	if (connect(fd, (struct sockaddr *)&to, to_len) < 0)
		err(1, "connect to %s port %hu", argv[1], port);
	if (dprintf(fd, "%s\n", argv[3]) < 0 || read(fd, answer, sizeof(answer) - 1) < 0)
		err(1, "talk to %s port %hu", argv[1], port);
	answer[strcspn(answer, "\r\n")] = '\0';
	json_begin(&o, "tcp");
	json_string(&o, "answer", answer);
	return json_end(&o);
}

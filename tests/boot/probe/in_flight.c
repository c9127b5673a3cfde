/* in_flight.c - a file that no process holds open: it waits in a socket that waits in itself. */
#include <err.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/boot/probe/probe.h"

/* The sockets refer to each other, as garbage does: they stay when this process has ended. */
int cmd_in_flight(int argc, char **argv)
{
	char byte = 0, control[CMSG_SPACE(3 * sizeof(int))];
	struct iovec iov = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&msg);
	int fds[3];

	(void)argc;
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds) < 0)
		err(1, "socketpair");
	fds[2] = open(argv[1], O_WRONLY | O_CREAT, 0644);
	if (fds[2] < 0)
		err(1, "%s", argv[1]);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(header), fds, sizeof(fds));
	if (sendmsg(fds[0], &msg, 0) < 0)
		err(1, "sendmsg");
	return 0;
}

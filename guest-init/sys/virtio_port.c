/* virtio_port.c - a virtio-serial port, by the name that the VMM gives it. */
#include "guest-init/sys/virtio_port.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/uevent.h"

#define PORTS "/sys/class/virtio-ports"
#define NAME_SIZE 128

static bool is_named(int dir_fd, const char *port, const char *name)
{
	char path[NAME_SIZE + sizeof("/name")], text[NAME_SIZE];
	auto_close int fd = -EBADF;
	ssize_t n;

	if (strlen(port) >= NAME_SIZE)
		return false;
	snprintf(path, sizeof(path), "%s/name", port);
	fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return !strcmp(text, name);
}

static int open_port(const char *port, int flags)
{
	char path[256 + sizeof("/dev/")]; /* NAME_MAX, with its NUL */
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", port);
	fd = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int virtio_port_open(const char *name, int flags)
{
	DIR *dir = opendir(PORTS);
	struct dirent *entry;
	int ret = -ENOENT;

	if (!dir)
		return -errno;
	while (ret == -ENOENT && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && is_named(dirfd(dir), entry->d_name, name))
			ret = open_port(entry->d_name, flags);
	closedir(dir);
	return ret;
}

int virtio_port_wait(const char *name, int flags, uint64_t deadline_ns, struct error *e)
{
	/* The socket first: a name that comes between the look and the wait isn't missed. */
	auto_close int uevent_fd = uevent_open(e);
	struct uevent event;
	int r = 0;

	if (uevent_fd < 0)
		return uevent_fd;
	while (r == 0 || r == -ENOBUFS) {
		int fd = virtio_port_open(name, flags);

		if (fd != -ENOENT)
			return fd < 0 ? error_set(e, -fd, "cannot open the port %s: %m", name) : fd;
		r = uevent_wait(uevent_fd, deadline_ns, &event);
	}
	if (r == -ETIMEDOUT)
		return error_set(e, ENODEV, "there is no virtio-serial port %s", name);
	return error_set(e, -r, "cannot wait for the port %s: %m", name);
}

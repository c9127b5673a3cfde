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

static int open_port(const char *port)
{
	char path[256 + sizeof("/dev/")]; /* NAME_MAX, with its NUL */
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", port);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int virtio_port_open(const char *name)
{
	DIR *dir = opendir(PORTS);
	struct dirent *entry;
	int ret = -ENOENT;

	if (!dir)
		return -errno;
	while (ret == -ENOENT && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && is_named(dirfd(dir), entry->d_name, name))
			ret = open_port(entry->d_name);
	closedir(dir);
	return ret;
}

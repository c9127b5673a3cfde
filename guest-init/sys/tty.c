/* tty.c - terminals: the console, and pairs of pseudo-terminals. */
#include "guest-init/sys/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/cleanup.h"

#define NAME_SIZE 64

static const struct winsize default_size = { .ws_row = 24, .ws_col = 80 };

/* "tty0 ttyS0\n": the last one is /dev/console (Documentation/ABI/testing/sysfs-tty). */
static int active(const char *tty, char ret[static NAME_SIZE])
{
	char path[NAME_SIZE + sizeof("/sys/class/tty//active")], text[256];
	auto_close int fd = -EBADF;
	const char *last;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/class/tty/%s/active", tty);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return -errno;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	last = strrchr(text, ' ');
	last = last ? last + 1 : text;
	if (!*last || strchr(last, '/') || strlen(last) >= NAME_SIZE)
		return -ENOENT;
	strcpy(ret, last);
	return 0;
}

int tty_open_console(struct error *e)
{
	char name[NAME_SIZE], path[NAME_SIZE + sizeof("/dev/")];
	auto_close int fd = -EBADF;
	struct winsize size;
	int r = active("console", name);

	if (r < 0)
		return error_set(e, -r, "cannot find out what the console is: %m");
	if (!strcmp(name, "tty0"))
		active("tty0", name); /* the virtual terminal that is shown; else tty0 will do */
	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return error_set(e, errno, "cannot open %s: %m", path);
	if (ioctl(fd, TIOCGWINSZ, &size) < 0)
		return error_set(e, errno, "%s is not a terminal: %m", path);
	if ((!size.ws_row || !size.ws_col) && ioctl(fd, TIOCSWINSZ, &default_size) < 0)
		return error_set(e, errno, "cannot set the size of %s: %m", path);
	return take_fd(fd);
}

/* The slave comes from the master, not by its name: whose /dev/pts it is doesn't matter then. */
int tty_open_pair(int *ret_master, int *ret_slave)
{
	auto_close int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int slave, locked = 0;

	if (master < 0 || ioctl(master, TIOCSPTLCK, &locked) < 0 ||
	    ioctl(master, TIOCSWINSZ, &default_size) < 0)
		return -errno;
	slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		return -errno;
	*ret_master = take_fd(master);
	*ret_slave = slave;
	return 0;
}

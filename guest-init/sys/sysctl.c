/* sysctl.c - kernel parameters (/proc/sys, proc(5)). */
#include "guest-init/sys/sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/syscalls.h"

#define SYSCTL_DIR "/proc/sys"

int sysctl_path(const char *name, char ret[static SYSCTL_PATH_SIZE])
{
	size_t len = strlen(name), first = strcspn(name, "./");
	bool swap = name[first] == '.'; /* sysctl(8): the first separator decides */

	if (len == 0)
		return -EINVAL;
	if (len >= SYSCTL_PATH_SIZE)
		return -ENAMETOOLONG;
	for (size_t i = 0; i <= len; i++)
		ret[i] = !swap ? name[i] : name[i] == '.' ? '/' : name[i] == '/' ? '.' : name[i];
	return 0;
}

static int open_parameter(const char *path)
{
	struct open_how how = {
		.flags = O_WRONLY | O_CLOEXEC | O_NOCTTY,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	auto_close int dir_fd = open(SYSCTL_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd;

	if (dir_fd < 0)
		return -errno;
	fd = sys_openat2(dir_fd, path, &how);
	return fd < 0 ? -errno : fd;
}

int sysctl_write(const char *name, const char *value, struct error *e)
{
	char path[SYSCTL_PATH_SIZE];
	int r = sysctl_path(name, path);
	auto_close int fd = r < 0 ? r : open_parameter(path);
	size_t len = strlen(value);

	if (fd < 0)
		return error_set(e, -fd, "cannot set sysctl %s: %m", name);
	/* In one write: the kernel takes each as a whole value. A newline sets the empty text. */
	if (write(fd, len ? value : "\n", len ? len : 1) < 0)
		return error_set(e, errno, "cannot set sysctl %s to '%s': %m", name, value);
	return 0;
}

bool sysctl_is_network(const char *name)
{
	return !strncmp(name, "net.", 4) || !strncmp(name, "net/", 4);
}

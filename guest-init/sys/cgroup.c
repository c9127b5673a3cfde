/* cgroup.c - a cgroup (v2) for the workload. */
#include "guest-init/sys/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"

#define TEXT_SIZE 1024

static int read_file(int dir_fd, const char *name, char ret[static TEXT_SIZE])
{
	auto_close int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, ret, TEXT_SIZE - 1);

	if (n < 0)
		return -errno;
	ret[n] = '\0';
	return 0;
}

static int write_file(int dir_fd, const char *name, const char *text)
{
	auto_close int fd = openat(dir_fd, name, O_WRONLY | O_CLOEXEC);

	return fd < 0 || write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* "cpu memory pids\n" becomes "+cpu +memory +pids". */
static int delegate(int root_fd)
{
	char have[TEXT_SIZE], wanted[2 * TEXT_SIZE], *rest = have, *name, *end = wanted;
	int r = read_file(root_fd, "cgroup.controllers", have);

	if (r < 0)
		return r;
	while ((name = strsep(&rest, " \n")))
		if (*name)
			end += sprintf(end, "%s+%s", end == wanted ? "" : " ", name);
	return end == wanted ? 0 : write_file(root_fd, "cgroup.subtree_control", wanted);
}

int cgroup_make(const char *path, const char *name, struct error *e)
{
	auto_close int root_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd, r;

	if (root_fd < 0)
		return error_set(e, errno, "cannot open %s: %m", path);
	r = delegate(root_fd);
	if (r < 0)
		return error_set(e, -r, "cannot delegate the controllers of %s: %m", path);
	if (mkdirat(root_fd, name, 0755) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make the cgroup '%s': %m", name);
	fd = openat(root_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? error_set(e, errno, "cannot open the cgroup '%s': %m", name) : fd;
}

int cgroup_open_procs(int cgroup_fd)
{
	int fd = openat(cgroup_fd, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

uint64_t cgroup_oom_kills(int cgroup_fd)
{
	static const char key[] = "\noom_kill ";
	char text[TEXT_SIZE];
	const char *found;

	if (read_file(cgroup_fd, "memory.events", text) < 0)
		return 0;
	found = strstr(text, key);
	return found ? strtoull(found + sizeof(key) - 1, NULL, 10) : 0;
}

int cgroup_kill(int cgroup_fd)
{
	return write_file(cgroup_fd, "cgroup.kill", "1");
}

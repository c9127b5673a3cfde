/* holders.c - what keeps a filesystem busy without a process: swap files and loop devices. */
#include "guest-init/sys/holders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/swap.h>

#include <linux/loop.h>

#include "common/cleanup.h"
#include "guest-init/sys/mount.h"
#include "guest-init/sys/proc_file.h"
#include "guest-init/sys/syscalls.h"

/* The path is a line's first field; the first line is a heading (proc(5)). */
static size_t release_swap(void)
{
	auto_fclose FILE *file = NULL;
	auto_free char *line = NULL;
	size_t size = 0, gone = 0;

	if (proc_file_open("swaps", &file) < 0)
		return 0;
	while (getline(&line, &size, file) > 0) {
		if (*line != '/')
			continue;
		line[strcspn(line, " \t\n")] = '\0';
		proc_file_unescape(line);
		if (swapoff(line) == 0) {
			gone++;
			rewind(file); /* the kernel counts its lines anew */
		}
	}
	return gone;
}

/* The node is one that the workload could have replaced: no link of its is followed. */
static bool release_loop(int block_fd, int dev_fd, const char *name)
{
	char path[NAME_MAX + sizeof("/loop/backing_file")];
	auto_close int fd = -EBADF;
	struct stat st;

	snprintf(path, sizeof(path), "%s/loop/backing_file", name);
	if (faccessat(block_fd, path, F_OK, 0) < 0)
		return false;
	fd = openat(dev_fd, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	return fd >= 0 && fstat(fd, &st) == 0 && S_ISBLK(st.st_mode) &&
	       sys_ioctl(fd, LOOP_CLR_FD, NULL) == 0;
}

static size_t release_loops(void)
{
	static const struct mount_request sys = { .fstype = "sysfs" }, dev = { .fstype = "devtmpfs" };
	auto_close int sys_fd = -EBADF;
	auto_close int dev_fd = -EBADF;
	size_t gone = 0;
	struct dirent *entry;
	DIR *dir;
	int fd;

	if (mount_create(&sys, &sys_fd, NULL) < 0 || mount_create(&dev, &dev_fd, NULL) < 0)
		return 0;
	fd = openat(sys_fd, "block", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while ((entry = readdir(dir)))
		gone += release_loop(fd, dev_fd, entry->d_name);
	closedir(dir);
	return gone;
}

/* Swapping first: it may be on a loop device. */
size_t holders_release(void)
{
	size_t gone = release_swap();

	return gone + release_loops();
}

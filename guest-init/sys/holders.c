/* holders.c - what keeps a filesystem busy without a process: sockets, swap, stacked devices. */
#include "guest-init/sys/holders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

#include <linux/dm-ioctl.h>
#include <linux/loop.h>

#include "common/cleanup.h"
#include "guest-init/sys/mount.h"
#include "guest-init/sys/proc_file.h"
#include "guest-init/sys/syscalls.h"
#include "guest-init/sys/sysfs_dir.h"

#define MAX_STACKED 4 /* devices, the one on the other */

/* A file that was sent over a socket waits there for its receiver. Sockets that wait in each
 * other's queues outlive their processes; the kernel looks for them when another one is closed
 * (unix_gc()). */
static void release_sent(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
}

/* The path is a line's first field; the first line is a heading (proc(5)). */
static void release_swap(void)
{
	auto_fclose FILE *file = NULL;
	auto_free char *line = NULL;
	size_t size = 0;

	if (proc_file_open("swaps", &file) < 0)
		return;
	while (getline(&line, &size, file) > 0) {
		if (*line != '/')
			continue;
		line[strcspn(line, " \t\n")] = '\0';
		proc_file_unescape(line);
		if (swapoff(line) == 0)
			rewind(file); /* the kernel counts its lines anew */
	}
}

/* The node is one that the workload could have replaced: no link of its is followed. */
static void release_loop(int block_fd, int dev_fd, const char *name)
{
	char path[NAME_MAX + sizeof("/loop/backing_file")];
	auto_close int fd = -EBADF;
	struct stat st;

	snprintf(path, sizeof(path), "%s/loop/backing_file", name);
	if (faccessat(block_fd, path, F_OK, 0) < 0)
		return;
	fd = openat(dev_fd, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISBLK(st.st_mode))
		sys_ioctl(fd, LOOP_CLR_FD, NULL);
}

static void release_loops(int dev_fd)
{
	struct dirent *entry;
	DIR *dir = sysfs_dir_open("block");

	while (dir && (entry = readdir(dir)))
		release_loop(dirfd(dir), dev_fd, entry->d_name);
	if (dir)
		closedir(dir);
}

/* All that nothing stands on. */
static void release_mapped(int dev_fd)
{
	struct dm_ioctl request = {
		.version = { DM_VERSION_MAJOR, 0, 0 }, .data_size = sizeof(request),
	};
	auto_close int fd = openat(dev_fd, DM_DIR "/" DM_CONTROL_NODE, O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		sys_ioctl(fd, DM_REMOVE_ALL, &request);
}

static void release_devices(void)
{
	static const struct mount_request dev = { .fstype = "devtmpfs" };
	auto_close int dev_fd = -EBADF;

	if (mount_create(&dev, &dev_fd, NULL) < 0)
		return;
	for (unsigned i = 0; i < MAX_STACKED; i++) {
		release_mapped(dev_fd);
		release_loops(dev_fd);
	}
}

/* Each may hold the next: a file that was sent can be swapped to, and that on a loop device. */
void holders_release(void)
{
	release_sent();
	release_swap();
	release_devices();
}

/* container.c - what a container runtime does, in a guest: a cgroup with controllers below its own,
 * namespaces of every kind, an overlay as the root, and a program that runs in them. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"

#define CGROUPS "/sys/fs/cgroup"

static void put(int dir_fd, const char *path, const char *text)
{
	auto_close int fd = openat(dir_fd, path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err(1, "%s to %s", text, path);
}

static void make_directory(int dir_fd, const char *path)
{
	if (mkdirat(dir_fd, path, 0755) < 0 && errno != EEXIST)
		err(1, "%s", path);
}

static int open_own_cgroup(void)
{
	auto_free char *own = read_whole("/proc/self/cgroup", NULL);
	char path[PATH_MAX];
	int fd;

	if (!own || strncmp(own, "0::", 3) != 0)
		errx(1, "no cgroup");
	own[strcspn(own, "\n")] = '\0';
	snprintf(path, sizeof(path), CGROUPS "%s", own + 3);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

/* A cgroup either has processes or gives its controllers to others: we move out of the way, as a
 * runtime's daemon does, and then into the container's. */
static void enter_cgroup(void)
{
	auto_close int own_fd = open_own_cgroup();

	make_directory(own_fd, "daemon");
	put(own_fd, "daemon/cgroup.procs", "0");
	put(own_fd, "cgroup.subtree_control", "+cpu +memory +pids");
	make_directory(own_fd, "box");
	put(own_fd, "box/memory.max", "33554432");
	put(own_fd, "box/pids.max", "10");
	put(own_fd, "box/cgroup.procs", "0");
}

static void mount_or_end(const char *fstype, const char *target, unsigned long flags,
			 const char *data)
{
	if (mount(fstype, target, fstype, flags, data) < 0)
		err(1, "mount %s on %s", fstype ? fstype : "nothing", target);
}

/* dir/upper over "/", as "/". */
static void enter_root(const char *dir)
{
	char data[3 * PATH_MAX];

	if (chdir(dir) < 0)
		err(1, "%s", dir);
	make_directory(AT_FDCWD, "upper");
	make_directory(AT_FDCWD, "work");
	make_directory(AT_FDCWD, "root");
	snprintf(data, sizeof(data), "lowerdir=/,upperdir=%s/upper,workdir=%s/work", dir, dir);
	mount_or_end("overlay", "root", 0, data);
	if (chdir("root") < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
		err(1, "pivot_root");
	if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		err(1, "the old root");
	mount_or_end("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_or_end("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_or_end("cgroup2", CGROUPS, MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

int cmd_container(int argc, char **argv)
{
	pid_t pid;
	int status;

	(void)argc;
	enter_cgroup();
	if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC |
		    CLONE_NEWCGROUP) < 0)
		err(1, "unshare");
	pid = fork(); /* the first in the new PID namespace */
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		mount_or_end(NULL, "/", MS_REC | MS_PRIVATE, NULL);
		enter_root(argv[1]);
		if (sethostname("box", strlen("box")) < 0)
			err(1, "sethostname");
		execv(argv[2], argv + 2);
		err(1, "%s", argv[2]);
	}
	if (waitpid(pid, &status, 0) < 0)
		err(1, "wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

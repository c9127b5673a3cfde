/* agent.c - the guest agent: a static program that the initrd may carry. */
#include "guest-init/agent.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/spawn.h"

#define AGENT_PATH "usr/local/bin/guest-agent"

int agent_open(int initramfs_fd)
{
	int fd = openat(initramfs_fd, AGENT_PATH, O_PATH | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int agent_start(int agent_fd, pid_t *ret_pid, struct error *e)
{
	static char *const argv[] = { "guest-agent", NULL };
	static char *const envp[] = { "PATH=" SPAWN_DEFAULT_PATH, "HOME=/root", NULL };
	auto_close int cwd_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	auto_close int out = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	struct spawn s = SPAWN_INIT;
	int status;

	if (cwd_fd < 0 || in < 0 || out < 0)
		return error_set(e, errno, "cannot open /, /dev/null or /dev/kmsg: %m");
	s.argv = argv;
	s.envp = envp;
	s.program_fd = agent_fd;
	s.cwd_fd = cwd_fd;
	s.stdin_fd = in;
	s.stdout_fd = s.stderr_fd = out;
	s.identity.oom_score_adj = "-999";
	return spawn(&s, ret_pid, &status, e);
}

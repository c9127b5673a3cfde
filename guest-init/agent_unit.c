/* agent_unit.c - the guest agent as a service of the image's systemd. */
#include "guest-init/agent_unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/copy_file.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/spawn.h"

#define DIRECTORY "/run/guest-init"
#define PROGRAM "guest-agent"
#define UNIT "guest-init-agent.service"
#define UNITS "/run/systemd/system"
#define WANTS UNITS "/multi-user.target.wants"

/* As it runs without systemd: started again for ever, the last to go when memory runs out, and
 * never in the way of the VM's end. */
static const char unit[] =
	"[Unit]\n"
	"Description=Guest agent\n"
	"StartLimitIntervalSec=0\n"
	"\n"
	"[Service]\n"
	"ExecStart=@" DIRECTORY "/" PROGRAM " " PROGRAM "\n"
	"Environment=PATH=" SPAWN_DEFAULT_PATH " HOME=/root\n"
	"Restart=always\n"
	"RestartSec=1\n"
	"OOMScoreAdjust=-999\n"
	"TimeoutStopSec=2\n";

static int copy_program(int root_fd, int agent_fd, struct error *e)
{
	auto_close int dir_fd = inroot_make_directory(root_fd, DIRECTORY, 0700, e);
	char path[sizeof("/proc/self/fd/-2147483648")];
	auto_close int from_fd = -EBADF;
	int r;

	if (dir_fd < 0)
		return dir_fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", agent_fd); /* that one is O_PATH */
	from_fd = open(path, O_RDONLY | O_CLOEXEC);
	r = from_fd < 0 ? -errno : copy_file(from_fd, dir_fd, PROGRAM, 0700);
	return r < 0 ? error_set(e, -r, "cannot copy the agent to " DIRECTORY ": %m") : 0;
}

static int enable(int root_fd, struct error *e)
{
	auto_close int dir_fd = inroot_make_directory(root_fd, WANTS, 0755, e);

	if (dir_fd < 0)
		return dir_fd;
	if (symlinkat("../" UNIT, dir_fd, UNIT) < 0)
		return error_set(e, errno, "cannot make " WANTS "/" UNIT ": %m");
	return 0;
}

int agent_unit_install(int agent_fd, struct error *e)
{
	auto_close int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (root_fd < 0)
		return error_set(e, errno, "cannot open /: %m");
	r = copy_program(root_fd, agent_fd, e);
	if (r == 0)
		r = inroot_replace_file(root_fd, UNITS "/" UNIT, unit, strlen(unit), 0644, e);
	return r < 0 ? r : enable(root_fd, e);
}

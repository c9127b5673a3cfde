/* exitrd.c - the copy of /init that a systemd of the image returns to at its end. */
#include "guest-init/exitrd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/end_guard.h"
#include "guest-init/end_processes.h"
#include "guest-init/log.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/copy_file.h"
#include "guest-init/sys/mount.h"
#include "guest-init/sys/power.h"
#include "guest-init/sys/unmount.h"

#define EXITRD "/run/initramfs"
#define PROGRAM "shutdown"
#define STATE "state"
#define NODES "/nodes"

/* What is kept for the end. Written and read by one and the same program. */
struct state {
	uint64_t offset; /* of the end record's block, bytes */
	uint64_t disk;   /* dev_t that it is on; 0: none */
	char record[END_RECORD_SIZE];
};

static int copy_self(int dir_fd)
{
	auto_close int from_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	return from_fd < 0 ? -errno : copy_file(from_fd, dir_fd, PROGRAM, 0700);
}

static int save_state(int dir_fd, const struct record *r)
{
	struct state state = { .offset = r->offset };
	auto_close int fd = -EBADF;
	struct stat disk = { 0 };
	int ret = end_record_write(&r->content, state.record);

	if (ret < 0)
		return ret;
	if (r->fd >= 0 && fstat(r->fd, &disk) < 0)
		return -errno;
	state.disk = disk.st_rdev;
	fd = openat(dir_fd, STATE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	return write(fd, &state, sizeof(state)) == sizeof(state) ? 0 : -EIO;
}

int exitrd_prepare(const struct record *r, struct error *e)
{
	auto_close int dir_fd = -EBADF;
	int ret;

	if (mkdir(EXITRD, 0700) < 0 ||
	    (dir_fd = open(EXITRD, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		return error_set(e, errno, "cannot make " EXITRD ": %m");
	ret = copy_self(dir_fd);
	if (ret < 0)
		return error_set(e, -ret, "cannot make " EXITRD "/" PROGRAM ": %m");
	ret = save_state(dir_fd, r);
	return ret < 0 ? error_set(e, -ret, "cannot write " EXITRD "/" STATE ": %m") : 0;
}

bool exitrd_is_called(char **argv)
{
	return argv[0] && !strcmp(argv[0], "/" PROGRAM) && argv[1];
}

/* By a node of our own, whatever happened to /dev; on a new tmpfs, since /run takes no devices. */
static int open_disk(dev_t device, struct error *e)
{
	static const struct mount_request nodes = {
		.fstype = "tmpfs", .flags = MS_NOSUID | MS_NOEXEC,
	};
	int r = mount_at(&nodes, NODES, 0700, e);
	int fd;

	if (r < 0)
		return r;
	if (mknod(NODES "/disk", S_IFBLK | 0600, device) < 0)
		return error_set(e, errno, "cannot make a device node: %m");
	fd = open(NODES "/disk", O_WRONLY | O_CLOEXEC);
	return fd < 0 ? error_set(e, errno, "cannot open the config disk: %m") : fd;
}

/* A workload that is root can have replaced the file: only its form is relied upon, and opening it
 * doesn't wait. */
static int load_state(struct record *r, struct error *e)
{
	auto_close int fd = open("/" STATE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct state state;
	ssize_t n = fd < 0 ? -1 : read(fd, &state, sizeof(state));
	int ret;

	if (n < 0)
		return error_set(e, errno, "cannot read " STATE ": %m");
	if (n != sizeof(state))
		return error_set(e, EBADMSG, STATE " is not as it was written");
	r->offset = state.offset;
	ret = end_record_read(state.record, sizeof(state.record), &r->content, e);
	if (ret == 0 && state.disk)
		ret = r->fd = open_disk((dev_t)state.disk, e);
	return ret < 0 ? ret : 0;
}

/* What comes after "--exit-code", given with the verb "exit". */
static int exit_code(char **argv)
{
	for (; argv[0] && argv[1]; argv++)
		if (!strcmp(argv[0], "--exit-code"))
			return (int)(strtoul(argv[1], NULL, 10) & 0xff);
	return 0;
}

/* Nothing of the old root stays open: standard output is wherever systemd-shutdown had it. */
static void let_go(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY | O_CLOEXEC);

	for (int i = STDIN_FILENO; fd >= 0 && i <= STDERR_FILENO; i++)
		dup2(fd, i);
	syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
	log_open();
}

/* warning: "" is none. */
static void write_record(int code, const char *warning)
{
	struct record r = { .fd = -EBADF };
	struct error e = ERROR_INIT;

	if (load_state(&r, &e) == 0) {
		record_exited(&r, code << 8, false); /* as wait(2) gives it */
		if (*warning)
			record_warning(&r, warning);
		if (record_write(&r, &e) == 0)
			return;
	}
	log_error("%s, ignoring", e.text);
}

/* verb: what systemd-shutdown was asked for: poweroff, halt, exit, reboot, kexec. Every way ends
 * the VM: a halted one would stay for ever. */
static void __attribute__((noreturn)) end(const char *verb)
{
	if (!strcmp(verb, "kexec"))
		reboot(RB_KEXEC); /* returns when no kernel was loaded */
	if (!strcmp(verb, "kexec") || !strcmp(verb, "reboot"))
		power_restart();
	power_off();
}

static void write_of_hang(void *argv)
{
	write_record(exit_code(argv), END_GUARD_HANGS);
}

static void end_hung(void *argv)
{
	end(((char **)argv)[1]);
}

void exitrd_run(char **argv)
{
	const struct end_guard guard = {
		END_GUARD_PATIENCE_S, write_of_hang, end_hung, argv,
	};
	struct error e = ERROR_INIT, lost = ERROR_INIT;
	pid_t pid;

	log_set_phase("exitrd");
	let_go();
	end_processes();
	pid = end_guard_start(&guard);
	if (unmount_all(clock_monotonic_ns() + UNMOUNT_MAX_S * NS_PER_S, &lost, &e) < 0)
		log_error("%s", e.text);
	if (*lost.text)
		log_error("%s", lost.text);
	write_record(exit_code(argv), lost.text);
	sync();
	end_guard_stop(pid);
	end(argv[1]);
}

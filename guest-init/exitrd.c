/* exitrd.c - the copy of /init that a systemd of the image returns to at its end. */
#include "guest-init/exitrd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/log.h"
#include "guest-init/sys/unmount.h"

#define EXITRD "/run/initramfs"
#define PROGRAM "shutdown"
#define STATE "state"
#define DISK_PATH_SIZE 64
#define STATE_SIZE (END_RECORD_SIZE + 512) /* the record, and a line before it */
#define STATE_FORMAT "%" PRIu64 " %s\n" /* the block's offset, and its disk */

/* What systemd-shutdown says that it wants. Every way ends the VM: a halted one would stay for ever. */
static const struct verb {
	const char *name;
	int command; /* of reboot(2) */
} verbs[] = {
	{ "poweroff", RB_POWER_OFF },
	{ "halt", RB_POWER_OFF },
	{ "exit", RB_POWER_OFF },
	{ "reboot", RB_AUTOBOOT },
	{ "kexec", RB_KEXEC },
};

static int copy_self(int dir_fd)
{
	auto_close int from_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	auto_close int to_fd = openat(dir_fd, PROGRAM, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	struct stat st;
	ssize_t n;

	if (from_fd < 0 || to_fd < 0 || fstat(from_fd, &st) < 0)
		return -errno;
	for (off_t left = st.st_size; left > 0; left -= n) {
		n = sendfile(to_fd, from_fd, NULL, (size_t)left);
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
	}
	return 0;
}

/* Where the record's disk is in /dev; "" when there is none. */
static const char *disk_of(const struct record *r, char buf[static DISK_PATH_SIZE])
{
	char link[sizeof("/proc/self/fd/") + 3 * sizeof(r->fd)];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", r->fd);
	n = r->fd < 0 ? 0 : readlink(link, buf, DISK_PATH_SIZE - 1);
	buf[n > 0 ? n : 0] = '\0';
	return buf;
}

static int save_state(int dir_fd, const struct record *r)
{
	char block[END_RECORD_SIZE], disk[DISK_PATH_SIZE];
	auto_close int fd = -EBADF;
	int ret = end_record_write(&r->content, block);

	if (ret < 0)
		return ret;
	fd = openat(dir_fd, STATE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || dprintf(fd, STATE_FORMAT, r->offset, disk_of(r, disk)) < 0)
		return -errno;
	return write(fd, block, sizeof(block)) == sizeof(block) ? 0 : -EIO;
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

static const struct verb *find_verb(const char *name)
{
	for (const struct verb *v = verbs; v < verbs + ARRAY_SIZE(verbs); v++)
		if (!strcmp(v->name, name))
			return v;
	return &verbs[0];
}

bool exitrd_is_called(char **argv)
{
	return argv[0] && !strcmp(argv[0], "/" PROGRAM) && argv[1];
}

/* A workload that is root can have written the file: only its form is relied upon. */
static int load_state(struct record *r, struct error *e)
{
	auto_close int fd = open("/" STATE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char text[STATE_SIZE], *line_end, *disk;
	uint64_t offset;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));
	int ret;

	if (n < 0)
		return error_set(e, errno, "cannot read " STATE ": %m");
	line_end = memchr(text, '\n', (size_t)n);
	if (!line_end || text + n - (line_end + 1) != END_RECORD_SIZE)
		return error_set(e, EBADMSG, STATE " is not as it was written");
	*line_end = '\0';
	ret = end_record_read(line_end + 1, END_RECORD_SIZE, &r->content, e);
	if (ret < 0)
		return error_wrap(e, ret, STATE);
	offset = strtoull(text, &disk, 10);
	if (*disk != ' ' || !disk[1])
		return 0; /* there is no place for a record */
	ret = record_set_disk(r, disk + 1, offset);
	return ret < 0 ? error_set(e, -ret, "cannot open %s: %m", disk + 1) : 0;
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

static void write_record(int code)
{
	struct record r = { .fd = -EBADF };
	struct error e = ERROR_INIT;

	if (load_state(&r, &e) == 0) {
		record_exited(&r, code << 8, false); /* as wait(2) gives it */
		if (record_write(&r, &e) == 0)
			return;
	}
	log_error("%s, ignoring", e.text);
}

void exitrd_run(char **argv)
{
	struct error e = ERROR_INIT;

	log_set_phase("exitrd");
	let_go();
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	if (unmount_all(&e) < 0)
		log_error("%s", e.text);
	write_record(exit_code(argv));
	sync();
	reboot(find_verb(argv[1])->command);
	/* No kernel was loaded, or there is no way to power off: a restart ends the VM too. */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

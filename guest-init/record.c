/* record.c - the end record of this boot, and the disk block that it goes to. */
#include "guest-init/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/block_device.h"
#include "guest-init/sys/virtio_port.h"

#define BOOT_ID_SIZE 37 /* a UUID as text, with its NUL */

static void mark(struct record *r, const char *field)
{
	object_mark(&end_record_type, &r->content, field);
}

static void unmark(struct record *r, const char *field)
{
	object_unmark(&end_record_type, &r->content, field);
}

/* Put a copy of text into a string member; for want of memory it stays NULL, and unmarked. */
static void set_text(struct record *r, char **member, const char *field, const char *text)
{
	free(*member);
	*member = strdup(text);
	if (*member)
		mark(r, field);
}

static void set_state(struct record *r, enum end_state state)
{
	r->content.state = state;
	mark(r, "state");
}

static void read_boot_id(struct record *r)
{
	auto_close int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	char id[BOOT_ID_SIZE] = "";

	if (fd >= 0 && read(fd, id, sizeof(id) - 1) == sizeof(id) - 1)
		set_text(r, &r->content.boot_id, "boot_id", id);
}

int record_init(struct record *r)
{
	static const char *const always[] = {
		"version", "oom_killed", "warnings", "restarts", "phases",
	};
	int ret;

	r->fd = -EBADF;
	ret = object_init(&end_record_type, &r->content);
	if (ret < 0)
		return ret;
	r->content.version = 1;
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		mark(r, always[i]);
	return 0;
}

int record_set_disk(struct record *r, const char *disk, uint64_t offset)
{
	auto_close int fd = open(disk, O_WRONLY | O_CLOEXEC);
	int read_only;

	/* Drivers differ: some let a read-only device be opened for writing, and fail writes. */
	if (fd < 0)
		return errno == EACCES ? -EROFS : -errno;
	read_only = block_device_is_read_only(fd);
	if (read_only)
		return read_only < 0 ? read_only : -EROFS;
	if (r->fd >= 0)
		close(r->fd);
	r->fd = take_fd(fd);
	r->offset = offset;
	read_boot_id(r);
	return 0;
}

void record_phase(struct record *r, const char *name, uint64_t start_us, uint64_t end_us)
{
	struct end_phase *phase = object_append(&end_record_type, &r->content, "phases");

	if (!phase)
		return;
	phase->name = strdup(name);
	phase->start_us = (int64_t)start_us;
	phase->end_us = (int64_t)end_us;
	phase->set = phase->name ? ~UINT64_C(0) : 0;
}

void record_warning(struct record *r, const char *text)
{
	if (r->content.warnings.count < END_RECORD_MAX_WARNINGS)
		strv_append(&r->content.warnings, text);
}

void record_failed(struct record *r, const char *phase, const char *text)
{
	set_state(r, END_FAILED);
	set_text(r, &r->content.phase, "phase", phase);
	set_text(r, &r->content.error, "error", text);
}

void record_exit_code(struct record *r, int code)
{
	r->content.exit_code = code;
	mark(r, "exit_code");
}

void record_running(struct record *r)
{
	set_state(r, END_RUNNING);
}

void record_restarted(struct record *r)
{
	unmark(r, "exit_code");
	unmark(r, "signal");
	r->content.oom_killed = false;
	r->content.restarts++;
	set_state(r, END_RUNNING);
}

void record_exited(struct record *r, int wait_status, bool oom_killed)
{
	set_state(r, END_EXITED);
	r->content.oom_killed = oom_killed;
	if (WIFSIGNALED(wait_status)) {
		r->content.signal = WTERMSIG(wait_status);
		mark(r, "signal");
		record_exit_code(r, 128 + WTERMSIG(wait_status));
	} else {
		record_exit_code(r, WEXITSTATUS(wait_status));
	}
}

void record_send(struct record *r)
{
	char line[END_RECORD_SIZE + 1];
	int len;

	if (r->port_fd < 0)
		r->port_fd = virtio_port_open(RECORD_PORT, O_WRONLY);
	if (r->port_fd < 0)
		return;
	len = end_record_write(&r->content, line);
	if (len < 0)
		return;
	line[len] = '\n';
	(void)!write(r->port_fd, line, (size_t)len + 1); /* the disk has it too */
}

int record_write(const struct record *r, struct error *e)
{
	/* Whole and aligned, as the disk wants it. */
	char block[END_RECORD_SIZE] __attribute__((aligned(END_RECORD_SIZE)));
	ssize_t n;
	int ret;

	if (r->fd < 0)
		return 0;
	ret = end_record_write(&r->content, block);
	if (ret < 0)
		return error_set(e, -ret, "cannot make the end record: %m");
	n = pwrite(r->fd, block, sizeof(block), (off_t)r->offset);
	if (n < 0 || fdatasync(r->fd) < 0)
		return error_set(e, errno, "cannot write the end record: %m");
	if (n != sizeof(block))
		return error_set(e, EIO, "cannot write the end record: %m");
	return 0;
}

/* record.h - the end record of this boot, and the disk block that it goes to. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "common/end_record.h"
#include "common/error.h"

#define RECORD_PORT "guest-init.status"

struct record {
	struct end_record content;
	/* The config disk, open: the workload may do to /dev what it likes. -EBADF: there is none,
	 * or it takes no record. */
	int fd;
	uint64_t offset; /* of the block, in bytes from the disk's start */
	int port_fd;     /* the host's port; -EBADF: not found (yet) */
};

/* Begin a record. Returns 0 or -ENOMEM. */
int record_init(struct record *r);

/* Where the record is to be written from now on: the disk at that path, which must not be mounted
 * now. Returns 0; -EROFS: the disk is read-only; another negative errno. */
int record_set_disk(struct record *r, const char *disk, uint64_t offset);

/* Note when a phase was. Times: CLOCK_BOOTTIME, µs. What can't be noted is left out. */
void record_phase(struct record *r, const char *name, uint64_t start_us, uint64_t end_us);

/* Note something optional that failed. */
void record_warning(struct record *r, const char *text);

/* The boot, or the workload's start, failed. */
void record_failed(struct record *r, const char *phase, const char *text);

/* What the workload's exit status is, where it never ran. */
void record_exit_code(struct record *r, int code);

/* The workload was started. */
void record_running(struct record *r);

/* The workload was started once more. */
void record_restarted(struct record *r);

/* The workload's exit status, as a shell would say it: 128 + n for signal n.
 * oom_killed: whether that signal was the kernel's, for want of memory. */
void record_exited(struct record *r, int wait_status, bool oom_killed);

/* Send the record, as one line of JSON, to the virtio-serial port RECORD_PORT if there is one.
 * Never blocks: a host that doesn't read misses lines. */
void record_send(struct record *r);

/* Write the record over its block and wait until it is on the disk. Returns 0, also when there is
 * no block, or a negative errno. */
int record_write(const struct record *r, struct error *e);

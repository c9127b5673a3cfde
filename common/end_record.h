/* end_record.h - what the guest tells the host about its end: one JSON object in one disk block.
 *
 * Written by /init over the data block of the config disk's /status, and read by mkconfigdisk
 * --status. The host must not trust it: a workload with root can write that disk. */
#pragma once
#include <stdint.h>

#include "common/error.h"
#include "common/field.h"

#define END_RECORD_SIZE 4096u /* bytes, padded with NUL */
#define END_RECORD_MAX_WARNINGS 32u
#define END_RECORD_MAX_PHASES 32u

enum end_state { END_RUNNING, END_EXITED, END_FAILED, END_STATE_COUNT };

struct end_phase {
	uint64_t set;
	char *name;
	int64_t start_us, end_us; /* since the kernel's start */
};

struct end_record {
	uint64_t set; /* what isn't set is written as null */
	int64_t version;
	int state; /* enum end_state */
	int64_t exit_code, signal;
	bool oom_killed;
	char *phase, *error;
	struct strv warnings;
	int64_t restarts;
	char *boot_id;
	struct objv phases; /* of struct end_phase */
};

extern const struct object_type end_record_type;

#define END_RECORD_INIT { 0 }

/* Write the record as JSON, padded with NUL. What doesn't fit is left out: warnings first, then
 * phases, then the end of the error's text.
 * Returns the length of the text, or -ENOMEM. */
int end_record_write(const struct end_record *r, char ret_block[static END_RECORD_SIZE]);

/* Read a block of len bytes (at most END_RECORD_SIZE), hostile or not.
 * Returns 0 and a record that end_record_release() frees; -ENODATA: nothing was written yet;
 * -EBADMSG: not an end record (*e says why); -ENOMEM. */
int end_record_read(const char *block, size_t len, struct end_record *ret, struct error *e);

/* Accepts a zeroed record. */
void end_record_release(struct end_record *r);

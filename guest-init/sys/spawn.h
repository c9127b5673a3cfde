/* spawn.h - start a program in a new session, and learn why it couldn't be started. */
#pragma once
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "common/error.h"

struct spawn_limit {
	int resource; /* RLIMIT_NOFILE, … */
	struct rlimit limit;
};

/* Who a program runs as. */
struct spawn_identity {
	uid_t uid;
	gid_t gid;
	const gid_t *groups; /* all of them; NULL with a count of 0: none */
	size_t group_count;
	mode_t umask;
	bool limit_capabilities;
	uint64_t capabilities; /* all that it has, whoever it is; CAPABILITY_BIT()s */
	bool no_new_privileges;
	const char *oom_score_adj; /* as the kernel reads it; NULL: as PID 1's */
};

struct spawn {
	char *const *argv;       /* NULL-terminated; argv[0] without '/' is in search_path */
	char *const *envp;       /* NULL-terminated */
	const char *search_path; /* as PATH; an empty element is the working directory */
	int program_fd;          /* the program itself, instead of argv[0]; -EBADF: none */
	int cwd_fd;              /* the working directory */
	int stdin_fd, stdout_fd, stderr_fd; /* become 0, 1, 2; every other is closed */
	bool is_terminal;        /* stdin_fd becomes the controlling terminal */
	int cgroup_fd;           /* as cgroup_open_procs() gives it: joined; -EBADF: none */
	const struct spawn_limit *limits; /* in this order, over the default for open files */
	size_t limit_count;
	struct spawn_identity identity;
};

#define SPAWN_INIT { .program_fd = -EBADF, .cwd_fd = -EBADF, .stdin_fd = -EBADF, \
	.stdout_fd = -EBADF, .stderr_fd = -EBADF, .cgroup_fd = -EBADF, .identity.umask = 022 }

/* PATH, where nobody says what it is. */
#define SPAWN_DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* What a program gets when it is an exit status that says why there was none, as container runtimes
 * do it. */
#define SPAWN_NOT_FOUND 127
#define SPAWN_NOT_EXECUTABLE 126

/* Start the program: signals unblocked and at their defaults, own session, a million open files.
 * ret_pid: of the child; it is the caller's to wait for. ret_status: on failure, what the
 * program's exit status would be: SPAWN_NOT_FOUND or SPAWN_NOT_EXECUTABLE.
 * Returns 0 when the program runs, else a negative errno; *e names the step. No child is left. */
int spawn(const struct spawn *s, pid_t *ret_pid, int *ret_status, struct error *e);

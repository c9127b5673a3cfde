/* spawn.h - start a program in a new session, and learn why it couldn't be started. */
#pragma once
#include <sys/types.h>

#include "common/error.h"

struct spawn {
	char *const *argv;  /* NULL-terminated; argv[0] without '/' is looked up in search_path */
	char *const *envp;  /* NULL-terminated */
	const char *search_path; /* as PATH; an empty element is the working directory */
	int cwd_fd;         /* the working directory */
	int stdin_fd, stdout_fd, stderr_fd; /* become 0, 1, 2; every other is close-on-exec */
};

/* What a program gets when it is an exit status that says why there was none, as container runtimes
 * do it. */
#define SPAWN_NOT_FOUND 127
#define SPAWN_NOT_EXECUTABLE 126

/* Start the program: signals unblocked and at their defaults, umask 022, own session.
 * ret_pid: of the child; it is the caller's to wait for. ret_status: on failure, what the
 * program's exit status would be: SPAWN_NOT_FOUND or SPAWN_NOT_EXECUTABLE.
 * Returns 0 when the program runs, else a negative errno; *e names the step. No child is left. */
int spawn(const struct spawn *s, pid_t *ret_pid, int *ret_status, struct error *e);

/* child.h - programs that vmrun starts, and that never outlive it. */
#pragma once
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/field.h"
#include "host-tools/vmrun/signals.h"

#define CHILD_MAX_FDS 8u

struct child {
	pid_t pid;  /* 0: none */
	int pid_fd; /* readable once it has ended */
};

#define CHILD_INIT { .pid_fd = -EBADF }

/* Find a program in PATH, /usr/sbin or /sbin. Returns 0 and a path that the caller frees; -ENOENT
 * with *e naming it; -ENOMEM. */
int child_find(const char *name, char **ret, struct error *e);

/* Replace the name of a program, argv[0], by its path. A path stays. Returns as child_find(). */
int child_resolve(struct strv *argv, struct error *e);

/* Start argv[0], a path. fds[i], one of fd_count at most CHILD_MAX_FDS, becomes its descriptor i;
 * it has no other. It is in a process group of its own, so that a Ctrl-C is ours alone, and the
 * kernel kills it when we end, however that happens.
 * Returns 0 or a negative errno, with *e naming the program. */
int child_start(char *const *argv, const int *fds, size_t fd_count, struct child *ret,
		struct error *e);

/* Start it with one descriptor, STDOUT_FILENO or STDERR_FILENO, as a pipe, and with /dev/null for
 * the others of the three. ret_read_fd: the pipe's other end, which doesn't block; the caller
 * closes it. Returns as child_start(). */
int child_start_heard(char *const *argv, int heard_fd, struct child *ret, int *ret_read_fd,
		      struct error *e);

/* Kill it, if it runs, and take its status. Accepts CHILD_INIT. Returns as waitpid(2) gives it. */
int child_kill(struct child *c);

/* Take the status of one that has ended. */
int child_wait(struct child *c);

/* Run a program to its end; a signal that asks vmrun to end ends it.
 * Returns 0; -EINTR; another negative errno, -EIO when it fails: *e then has what it said, since
 * the reason isn't always the last of it. */
int child_run(char *const *argv, struct signals *signals, struct error *e);

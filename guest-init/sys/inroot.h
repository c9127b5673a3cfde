/* inroot.h - paths inside a container's root that never lead out of it (openat2(2)).
 *
 * The root is somebody else's: any component may be a link to anywhere. RESOLVE_IN_ROOT makes "/"
 * and ".." of a link mean the root; what was resolved is used by descriptor, never by name again.
 * Before the switch of root nothing else runs in it, so a link can't change between two steps; a
 * workload that changes one later misleads only itself, whose root it is. */
#pragma once
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

/* open(2) a path inside the root. Links are followed, magic ones (/proc/PID/fd) refused; O_CLOEXEC
 * is added. Returns a descriptor or a negative errno. */
int inroot_open(int root_fd, const char *path, int flags);

/* Open a directory (O_PATH); make it and its parents with mode if they are missing, also where a
 * dangling link says that one should be.
 * Returns a descriptor or a negative errno: -ENOTDIR, -ELOOP, … */
int inroot_make_directory(int root_fd, const char *path, mode_t mode, struct error *e);

/* Open a file (O_PATH), of whatever type; make it, empty, and its parents if it is missing, also
 * where a dangling link says that it should be. Returns a descriptor or a negative errno. */
int inroot_make_file(int root_fd, const char *path, struct error *e);

struct inroot_file {
	const char *path;
	const void *data;
	size_t len;  /* bytes */
	mode_t mode; /* exact, whatever the umask */
	uid_t uid;
	gid_t gid;
};

/* Put a new file where its path is, in one step: the old file, or a link there (which is not
 * followed), is replaced. Missing directories are made.
 * Returns 0 or a negative errno; on failure nothing has changed but directories made. */
int inroot_put_file(int root_fd, const struct inroot_file *file, struct error *e);

/* The same, for a file of root's. */
int inroot_replace_file(int root_fd, const char *path, const void *data, size_t len, mode_t mode,
			struct error *e);

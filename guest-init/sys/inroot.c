/* inroot.c - paths inside a container's root that never lead out of it. */
#include "guest-init/sys/inroot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/syscalls.h"

#define MAX_LINKS 40 /* as path_resolution(7) */

int inroot_open(int root_fd, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd;

	do { /* EAGAIN: a rename elsewhere raced with the resolution of ".." */
		fd = sys_openat2(root_fd, *path ? path : ".", &how);
	} while (fd < 0 && (errno == EAGAIN || errno == EINTR));
	return fd < 0 ? -errno : fd;
}

/* Cut path (absolute or relative to the root) into its parent and last component, in place.
 * Returns the component; "" when there is none. *ret_parent is "" for the root. */
static char *split(char *path, const char **ret_parent)
{
	char *end = path + strlen(path), *slash;

	while (end > path && end[-1] == '/')
		*--end = '\0';
	slash = strrchr(path, '/');
	if (!slash) {
		*ret_parent = "";
		return path;
	}
	*slash = '\0';
	*ret_parent = path;
	return slash + 1;
}

static int make_directory(int root_fd, const char *path, mode_t mode, unsigned links);

/* The link `name` in parent dangles: make the directory that it points at. */
static int make_link_target(int root_fd, int parent_fd, const char *parent, const char *name,
			    mode_t mode, unsigned links)
{
	char target[PATH_MAX];
	auto_free char *joined = NULL;
	ssize_t n = readlinkat(parent_fd, name, target, sizeof(target) - 1);

	if (n < 0)
		return errno == EINVAL ? -ENOTDIR : -errno; /* EINVAL: not a link */
	if (links == MAX_LINKS)
		return -ELOOP;
	target[n] = '\0';
	if (asprintf(&joined, "%s/%s", *target == '/' ? "" : parent, target) < 0) {
		joined = NULL;
		return -ENOMEM;
	}
	return make_directory(root_fd, joined, mode, links + 1);
}

static int make_directory(int root_fd, const char *path, mode_t mode, unsigned links)
{
	int fd = inroot_open(root_fd, path, O_PATH | O_DIRECTORY);
	auto_free char *copy = NULL;
	auto_close int parent_fd = -EBADF;
	const char *parent;
	char *name;

	if (fd != -ENOENT)
		return fd;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	name = split(copy, &parent);
	if (!*name)
		return -ENOENT;
	parent_fd = make_directory(root_fd, parent, mode, links);
	if (parent_fd < 0)
		return parent_fd;
	if (!strcmp(name, "..") || !strcmp(name, ".")) /* its parent had to be made first */
		return inroot_open(root_fd, path, O_PATH | O_DIRECTORY);
	if (mkdirat(parent_fd, name, mode) < 0) {
		if (errno != EEXIST)
			return -errno;
		return make_link_target(root_fd, parent_fd, parent, name, mode, links);
	}
	if (fchmodat(parent_fd, name, mode, 0) < 0) /* whatever the umask */
		return -errno;
	fd = openat(parent_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int inroot_make_directory(int root_fd, const char *path, mode_t mode, struct error *e)
{
	int fd = make_directory(root_fd, path, mode, 0);

	return fd < 0 ? error_set(e, -fd, "cannot make directory %s: %m", path) : fd;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A new file of a name that is no other's; *ret_name is freed by the caller. */
static int create_temporary(int parent_fd, const char *name, mode_t mode, char **ret_name)
{
	for (unsigned i = 0; i < 100; i++) {
		auto_free char *temporary = NULL;
		int fd;

		if (asprintf(&temporary, ".%.200s.new%u", name, i) < 0) {
			temporary = NULL;
			return -ENOMEM;
		}
		fd = openat(parent_fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			    mode);
		if (fd >= 0)
			*ret_name = take_ptr(temporary);
		if (fd >= 0 || errno != EEXIST)
			return fd < 0 ? -errno : fd;
	}
	return -EEXIST;
}

static int replace_in(int parent_fd, const char *name, const void *data, size_t len, mode_t mode)
{
	auto_free char *temporary = NULL;
	auto_close int fd = create_temporary(parent_fd, name, mode, &temporary);
	int r;

	if (fd < 0)
		return fd;
	r = write_all(fd, data, len);
	if (r == 0 && fchmod(fd, mode) < 0)
		r = -errno;
	if (r == 0 && renameat(parent_fd, temporary, parent_fd, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(parent_fd, temporary, 0);
	return r;
}

int inroot_replace_file(int root_fd, const char *path, const void *data, size_t len, mode_t mode,
			struct error *e)
{
	auto_free char *copy = strdup(path);
	auto_close int parent_fd = -EBADF;
	const char *parent;
	char *name;
	int r;

	if (!copy)
		return error_set(e, ENOMEM, "cannot write %s: %m", path);
	name = split(copy, &parent);
	parent_fd = inroot_make_directory(root_fd, parent, 0755, e);
	if (parent_fd < 0)
		return parent_fd;
	r = replace_in(parent_fd, name, data, len, mode);
	return r < 0 ? error_set(e, -r, "cannot write %s: %m", path) : 0;
}

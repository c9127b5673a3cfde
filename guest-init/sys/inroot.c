/* inroot.c - paths inside a container's root that never lead out of it. */
#include "guest-init/sys/inroot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
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

/* Open the directory that path, below the root, means; name is its last component and parent_fd
 * where that is. It is made when there is none.
 * Returns a descriptor; -EEXIST: name is a dangling link; another negative errno. */
static int open_or_make(int root_fd, const char *path, int parent_fd, const char *name, mode_t mode)
{
	int fd = inroot_open(root_fd, path, O_PATH | O_DIRECTORY);

	if (fd != -ENOENT)
		return fd;
	if (mkdirat(parent_fd, name, mode) < 0 || fchmodat(parent_fd, name, mode, 0) < 0)
		return -errno; /* chmod: whatever the umask */
	fd = openat(parent_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The component of path that begins at `at` is a link: put what it says in its place. rest: what is
 * behind the component. */
static int expand_link(int parent_fd, char path[static PATH_MAX], size_t at, const char *rest)
{
	char target[PATH_MAX], expanded[PATH_MAX];
	ssize_t n = readlinkat(parent_fd, path + at, target, sizeof(target) - 1);
	int len;

	if (n < 0)
		return errno == EINVAL ? -ENOTDIR : -errno; /* EINVAL: not a link */
	target[n] = '\0';
	len = snprintf(expanded, sizeof(expanded), "%.*s%s/%s", *target == '/' ? 0 : (int)at, path,
		       target, rest);
	if (len < 0 || (size_t)len >= sizeof(expanded))
		return -ENAMETOOLONG;
	memcpy(path, expanded, (size_t)len + 1);
	return 0;
}

/* From the root down, component by component. No recursion: the depth is the image's choice. */
static int make_directory(int root_fd, const char *wanted, mode_t mode)
{
	auto_close int parent_fd = inroot_open(root_fd, "", O_PATH | O_DIRECTORY);
	char path[PATH_MAX];
	unsigned links = 0;

	if (parent_fd < 0)
		return parent_fd;
	if (strlen(wanted) >= sizeof(path))
		return -ENAMETOOLONG;
	strcpy(path, wanted);
	for (size_t at = strspn(path, "/"), end; path[at]; at = end + strspn(path + end, "/")) {
		bool is_last;
		int fd, r;

		end = at + strcspn(path + at, "/");
		is_last = !path[end];
		path[end] = '\0';
		fd = open_or_make(root_fd, path, parent_fd, path + at, mode);
		if (fd == -EEXIST) {
			if (links++ == MAX_LINKS)
				return -ELOOP;
			r = expand_link(parent_fd, path, at, is_last ? "" : path + end + 1);
			if (r < 0)
				return r;
			end = 0; /* the target may begin anywhere: once more from the root */
			fd = inroot_open(root_fd, "", O_PATH | O_DIRECTORY);
		} else if (!is_last) {
			path[end] = '/';
		}
		if (fd < 0)
			return fd;
		close(parent_fd);
		parent_fd = fd;
	}
	return take_fd(parent_fd);
}

int inroot_make_directory(int root_fd, const char *path, mode_t mode, struct error *e)
{
	int fd = inroot_open(root_fd, path, O_PATH | O_DIRECTORY); /* most are there */

	if (fd == -ENOENT)
		fd = make_directory(root_fd, path, mode);
	return fd < 0 ? error_set(e, -fd, "cannot make directory %s: %m", path) : fd;
}

static int make_file(int root_fd, const char *wanted)
{
	char path[PATH_MAX];

	if (strlen(wanted) >= sizeof(path))
		return -ENAMETOOLONG;
	strcpy(path, wanted);
	for (unsigned links = 0; links <= MAX_LINKS; links++) {
		auto_close int parent_fd = -EBADF;
		auto_free char *copy = strdup(path);
		const char *parent, *name;
		int fd = inroot_open(root_fd, path, O_PATH), r;

		if (fd != -ENOENT)
			return fd;
		if (!copy)
			return -ENOMEM;
		name = split(copy, &parent);
		parent_fd = make_directory(root_fd, parent, 0755);
		if (parent_fd < 0)
			return parent_fd;
		fd = openat(parent_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		if (fd >= 0) {
			close(fd);
			fd = openat(parent_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
			return fd < 0 ? -errno : fd;
		}
		if (errno != EEXIST)
			return -errno;
		path[(size_t)(name - copy) + strlen(name)] = '\0'; /* without slashes at the end */
		r = expand_link(parent_fd, path, (size_t)(name - copy), "");
		if (r < 0)
			return r;
		path[strlen(path) - 1] = '\0'; /* the slash before the rest: there is none */
	}
	return -ELOOP;
}

int inroot_make_file(int root_fd, const char *path, struct error *e)
{
	int fd = make_file(root_fd, path);

	return fd < 0 ? error_set(e, -fd, "cannot make %s: %m", path) : fd;
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
		fd = openat(parent_fd, temporary,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd >= 0)
			*ret_name = take_ptr(temporary);
		if (fd >= 0 || errno != EEXIST)
			return fd < 0 ? -errno : fd;
	}
	return -EEXIST;
}

static int replace_in(int parent_fd, const char *name, const struct inroot_file *file)
{
	auto_free char *temporary = NULL;
	auto_close int fd = create_temporary(parent_fd, name, file->mode & 0777, &temporary);
	int r;

	if (fd < 0)
		return fd;
	r = write_all(fd, file->data, file->len);
	if (r == 0 && (file->uid || file->gid) && fchown(fd, file->uid, file->gid) < 0)
		r = -errno;
	if (r == 0 && fchmod(fd, file->mode) < 0) /* after fchown(), which clears set-user-ID */
		r = -errno;
	if (r == 0 && renameat(parent_fd, temporary, parent_fd, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(parent_fd, temporary, 0); /* NOLINT: the open file's name */
	return r;
}

int inroot_put_file(int root_fd, const struct inroot_file *file, struct error *e)
{
	auto_free char *copy = strdup(file->path);
	auto_close int parent_fd = -EBADF;
	const char *parent;
	char *name;
	int r;

	if (!copy)
		return error_set(e, ENOMEM, "cannot write %s: %m", file->path);
	name = split(copy, &parent);
	parent_fd = inroot_make_directory(root_fd, parent, 0755, e);
	if (parent_fd < 0)
		return error_wrap(e, parent_fd, "%s", file->path);
	r = replace_in(parent_fd, name, file);
	return r < 0 ? error_set(e, -r, "cannot write %s: %m", file->path) : 0;
}

int inroot_replace_file(int root_fd, const char *path, const void *data, size_t len, mode_t mode,
			struct error *e)
{
	const struct inroot_file file = { .path = path, .data = data, .len = len, .mode = mode };

	return inroot_put_file(root_fd, &file, e);
}

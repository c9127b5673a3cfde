/* atomic_file.c - write a file so that at any moment it is the old one or the new one, whole. */
#include "host-tools/lib/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "host-tools/lib/retry.h"

#define NAME_ATTEMPTS 16
#define TEMPORARY_NAME_SIZE 32

struct content {
	const char *bytes;
	size_t size;
	const bool *used; /* of each ATOMIC_FILE_UNIT; NULL: all are */
};

/* close() too can report that a write failed (NFS, quota); the descriptor is gone all the same. An
 * interruption is no failure: everything has been synced before. */
static int close_checked(int *fd)
{
	return close(take_fd(*fd)) < 0 && errno != EINTR ? -errno : 0;
}

static int write_all(int fd, const char *bytes, size_t from, size_t to)
{
	while (from < to) {
		ssize_t n = RETRY(pwrite(fd, bytes + from, to - from, (off_t)from));

		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		from += (size_t)n;
	}
	return 0;
}

/* The end of the units from a multiple of ATOMIC_FILE_UNIT on that are all used, or all not. */
static size_t run_end(const struct content *content, size_t from)
{
	const bool *used = content->used;
	size_t unit = from / ATOMIC_FILE_UNIT, end = from;

	do
		end += ATOMIC_FILE_UNIT;
	while (end < content->size && used[end / ATOMIC_FILE_UNIT] == used[unit]);
	return end < content->size ? end : content->size;
}

static int write_used(int fd, const struct content *content)
{
	size_t from = 0;
	int r = 0;

	if (!content->used)
		return write_all(fd, content->bytes, 0, content->size);
	if (RETRY(ftruncate(fd, (off_t)content->size)) < 0)
		return -errno;
	while (!r && from < content->size) {
		size_t end = run_end(content, from);

		if (content->used[from / ATOMIC_FILE_UNIT])
			r = write_all(fd, content->bytes, from, end);
		from = end;
	}
	return r;
}

static int sync_fd(int fd)
{
	return RETRY(fsync(fd)) < 0 ? -errno : 0;
}

/* O_EXCL: fails while the device is mounted or otherwise in use. */
static int write_device(const char *path, const struct content *content, struct error *e)
{
	auto_close int fd = RETRY(open(path, O_WRONLY | O_EXCL | O_CLOEXEC | O_NOCTTY));
	off_t end;
	int r;

	if (fd < 0)
		return error_set(e, errno, "cannot open the device: %m");
	end = lseek(fd, 0, SEEK_END);
	if (end < 0)
		return error_set(e, errno, "cannot find out the device's size: %m");
	if ((uint64_t)end < content->size)
		return error_set(e, ENOSPC,
				 "the device has %" PRIu64 " KiB, which is less than %zu KiB",
				 (uint64_t)end >> 10, content->size >> 10);
	r = write_all(fd, content->bytes, 0, content->size);
	if (!r)
		r = sync_fd(fd);
	if (!r)
		r = close_checked(&fd);
	return r < 0 ? error_set(e, -r, "cannot write to the device: %m") : 0;
}

/* Open the directory that holds path; *ret_name points into path. */
static int open_parent(const char *path, int *ret_fd, const char **ret_name, struct error *e)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	auto_free char *parent = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	int fd;

	if (!parent)
		return error_set(e, ENOMEM, "%m");
	if (!*name)
		return error_set(e, EISDIR, "%m");
	fd = RETRY(open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd < 0)
		return error_set(e, errno, "cannot open the directory '%s': %m", parent);
	*ret_fd = fd;
	*ret_name = name;
	return 0;
}

static int create_temporary(int dir_fd, char ret_name[TEMPORARY_NAME_SIZE], int *ret_fd)
{
	for (int i = 0; i < NAME_ATTEMPTS; i++) {
		uint64_t chance = 0;
		int fd;

		if (RETRY(getrandom(&chance, sizeof(chance), 0)) < 0) /* so few come all at once */
			return -errno;
		snprintf(ret_name, TEMPORARY_NAME_SIZE, ".tmp-%016" PRIx64, chance);
		fd = RETRY(openat(dir_fd, ret_name,
				  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
		if (fd >= 0) {
			*ret_fd = fd;
			return 0;
		}
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

static mode_t final_mode(unsigned flags)
{
	mode_t mask;

	if (!(flags & ATOMIC_FILE_SHARED))
		return 0600;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* fchmod: a umask may have taken bits away. */
static int fill(int *fd, mode_t mode, const struct content *content)
{
	int r = fchmod(*fd, mode) < 0 ? -errno : 0;

	if (!r)
		r = write_used(*fd, content);
	if (!r)
		r = sync_fd(*fd);
	return r ? r : close_checked(fd);
}

static int replace(const char *path, const struct content *content, unsigned flags,
		   struct error *e)
{
	auto_close int dir_fd = -EBADF, fd = -EBADF;
	char temporary[TEMPORARY_NAME_SIZE];
	const char *name = NULL;
	int r = open_parent(path, &dir_fd, &name, e);

	if (r < 0)
		return r;
	r = create_temporary(dir_fd, temporary, &fd);
	if (r < 0)
		return error_set(e, -r, "cannot create a temporary file beside it: %m");
	r = fill(&fd, final_mode(flags), content);
	if (r < 0)
		error_set(e, -r, "cannot write: %m");
	else if (renameat(dir_fd, temporary, dir_fd, name) < 0)
		r = error_set(e, errno, "cannot put the new file in its place: %m");
	if (r < 0) {
		unlinkat(dir_fd, temporary, 0);
		return r;
	}
	r = sync_fd(dir_fd);
	return r < 0 ? error_set(e, -r, "written, but cannot sync its directory: %m") : 0;
}

static int write_target(const char *path, const struct content *content, unsigned flags,
			struct error *e)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		if (errno != ENOENT) /* a link that leads nowhere is replaced like any other */
			return error_set(e, errno, "cannot look at it: %m");
	} else if (S_ISBLK(st.st_mode)) {
		if (!(flags & ATOMIC_FILE_DEVICE))
			return error_set(e, EEXIST, "is a block device (--force writes over it)");
		return write_device(path, content, e);
	} else if (!S_ISREG(st.st_mode)) {
		return error_set(e, EINVAL, "exists and is neither a file nor a block device");
	}
	return replace(path, content, flags, e);
}

/* Every signal but those that report a crash of our own code. */
static void block_signals(sigset_t *ret_old)
{
	static const int crashes[] = { SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGABRT, SIGTRAP, SIGSYS };
	sigset_t set;

	sigfillset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigdelset(&set, crashes[i]);
	sigprocmask(SIG_BLOCK, &set, ret_old);
}

int atomic_file_write_sparse(const char *path, const void *bytes, size_t size, const bool *used,
			     unsigned flags, struct error *e)
{
	const struct content content = { .bytes = bytes, .size = size, .used = used };
	sigset_t old;
	int r;

	block_signals(&old);
	r = write_target(path, &content, flags, e);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return r < 0 ? error_wrap(e, r, "%s", path) : 0;
}

int atomic_file_write(const char *path, const void *bytes, size_t size, unsigned flags,
		      struct error *e)
{
	return atomic_file_write_sparse(path, bytes, size, NULL, flags, e);
}

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

/* close() too can report that a write failed (NFS, quota); the descriptor is gone all the same. An
 * interruption is no failure: everything has been synced before. */
static int close_checked(int *fd)
{
	return close(take_fd(*fd)) < 0 && errno != EINTR ? -errno : 0;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = RETRY(write(fd, bytes, size));

		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

static int sync_fd(int fd)
{
	return RETRY(fsync(fd)) < 0 ? -errno : 0;
}

/* O_EXCL: fails while the device is mounted or otherwise in use. */
static int write_device(const char *path, const void *bytes, size_t size, struct error *e)
{
	auto_close int fd = RETRY(open(path, O_WRONLY | O_EXCL | O_CLOEXEC | O_NOCTTY));
	off_t end;
	int r;

	if (fd < 0)
		return error_set(e, errno, "cannot open the device: %m");
	end = lseek(fd, 0, SEEK_END);
	if (end < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return error_set(e, errno, "cannot find out the device's size: %m");
	if ((uint64_t)end < size)
		return error_set(e, ENOSPC, "the device has %" PRIu64 " KiB, which is less than %zu KiB",
				 (uint64_t)end >> 10, size >> 10);
	r = write_all(fd, bytes, size);
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
static int fill(int *fd, mode_t mode, const void *bytes, size_t size)
{
	int r = fchmod(*fd, mode) < 0 ? -errno : 0;

	if (!r)
		r = write_all(*fd, bytes, size);
	if (!r)
		r = sync_fd(*fd);
	return r ? r : close_checked(fd);
}

static int replace(const char *path, const void *bytes, size_t size, unsigned flags,
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
	r = fill(&fd, final_mode(flags), bytes, size);
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

static int write_target(const char *path, const void *bytes, size_t size, unsigned flags,
			struct error *e)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		if (errno != ENOENT) /* a link that leads nowhere is replaced like any other */
			return error_set(e, errno, "cannot look at it: %m");
	} else if (S_ISBLK(st.st_mode)) {
		if (!(flags & ATOMIC_FILE_DEVICE))
			return error_set(e, EEXIST, "is a block device (--force writes over it)");
		return write_device(path, bytes, size, e);
	} else if (!S_ISREG(st.st_mode)) {
		return error_set(e, EINVAL, "exists and is neither a file nor a block device");
	}
	return replace(path, bytes, size, flags, e);
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

int atomic_file_write(const char *path, const void *bytes, size_t size, unsigned flags,
		      struct error *e)
{
	sigset_t old;
	int r;

	block_signals(&old);
	r = write_target(path, bytes, size, flags, e);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return r < 0 ? error_wrap(e, r, "%s", path) : 0;
}

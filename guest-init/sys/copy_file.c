/* copy_file.c - copy a file's contents into a new file. */
#include "guest-init/sys/copy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"

static int copy(int from_fd, int to_fd)
{
	struct stat st;
	ssize_t n;

	if (fstat(from_fd, &st) < 0)
		return -errno;
	for (off_t left = st.st_size; left > 0; left -= n) {
		n = sendfile(to_fd, from_fd, NULL, (size_t)left);
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
	}
	return 0;
}

int copy_file(int from_fd, int dir_fd, const char *name, mode_t mode)
{
	auto_close int to_fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int r;

	if (to_fd < 0)
		return -errno;
	r = copy(from_fd, to_fd);
	if (r < 0)
		unlinkat(dir_fd, name, 0);
	return r;
}

/* input_file.c - read a file of the host into memory. */
#include "host-tools/mkguestinitrd/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "host-tools/lib/retry.h"

/* One byte beyond size notices a file that grew since fstat(). */
static int read_all(int fd, size_t size, struct buffer *ret)
{
	auto_buffer struct buffer b = BUFFER_INIT;
	ssize_t n;
	int r;

	r = buffer_reserve(&b, size + 1);
	if (r < 0)
		return r;
	do {
		n = RETRY(read(fd, b.data + b.size, size + 1 - b.size));
		if (n < 0)
			return -errno;
		b.size += (size_t)n;
	} while (n != 0 && b.size <= size);
	if (b.size != size)
		return -ESTALE;
	*ret = buffer_take(&b);
	return 0;
}

int input_file_read(const char *path, struct buffer *ret, mode_t *ret_mode, struct error *e)
{
	/* O_NONBLOCK: a FIFO must be refused, not waited for. */
	auto_close int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	struct stat st;
	int r;

	if (fd < 0)
		return error_set(e, errno, "cannot open '%s': %m", path);
	if (fstat(fd, &st) < 0)
		return error_set(e, errno, "cannot stat '%s': %m", path);
	if (!S_ISREG(st.st_mode))
		return error_set(e, EINVAL, "'%s' is not a regular file", path);
	if (st.st_size > (off_t)INPUT_FILE_MAX)
		return error_set(e, EFBIG, "'%s' has more than %zu MiB", path,
				 INPUT_FILE_MAX >> 20);
	r = read_all(fd, (size_t)st.st_size, ret);
	if (r == -ESTALE)
		return error_set(e, ESTALE, "'%s' changed while it was read", path);
	if (r < 0)
		return error_set(e, -r, "cannot read '%s': %m", path);
	if (ret_mode)
		*ret_mode = st.st_mode;
	return 0;
}

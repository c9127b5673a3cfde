/* stream.c - a tool's inputs and its standard output, read whole and written whole. */
#include "host-tools/lib/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/retry.h"
#include "host-tools/lib/text_stream.h"

#define FIRST_CAPACITY ((size_t)16 << 10)

/* A closed stream is filled with one that fails the wrong way round: reading the stdin and writing
 * the stdout or stderr that the caller closed goes on to fail with EBADF. */
int stream_init(struct error *e)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < (int)ARRAY_SIZE(modes); fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			return error_set(e, errno, "cannot open /dev/null in place of a closed "
					 "standard stream: %m");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	return 0;
}

const char *stream_name(const char *path)
{
	return strcmp(path, "-") ? path : "<stdin>";
}

/* One byte more than max is asked for, which tells "full" from "too much"; one holds the NUL. */
static int grow(char **buffer, size_t *capacity, size_t max)
{
	size_t wanted = *capacity ? *capacity * 2 : FIRST_CAPACITY;
	char *grown;

	if (wanted > max + 2)
		wanted = max + 2;
	grown = realloc(*buffer, wanted);
	if (!grown)
		return -ENOMEM;
	*buffer = grown;
	*capacity = wanted;
	return 0;
}

static int read_all(int fd, size_t max, char **ret, size_t *ret_len)
{
	auto_free char *buffer = NULL;
	size_t capacity = 0, used = 0;

	for (;;) {
		ssize_t n;

		if (used + 1 >= capacity && grow(&buffer, &capacity, max) < 0)
			return -ENOMEM;
		n = RETRY(read(fd, buffer + used, capacity - 1 - used));
		if (n < 0)
			return -errno;
		if (!n)
			break;
		used += (size_t)n;
		if (used > max)
			return -EFBIG;
	}
	buffer[used] = '\0';
	*ret = take_ptr(buffer);
	*ret_len = used;
	return 0;
}

int stream_read(const char *path, size_t max, char **ret, size_t *ret_len, struct error *e)
{
	auto_close int opened = -EBADF;
	int fd = STDIN_FILENO, r;

	if (strcmp(path, "-")) {
		fd = opened = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY));
		if (fd < 0)
			return error_set(e, errno, "%s: cannot open: %m", path);
	}
	r = read_all(fd, max, ret, ret_len);
	if (r == -EFBIG)
		return error_set(e, EFBIG, "%s: larger than %zu bytes", stream_name(path), max);
	return r < 0 ? error_set(e, -r, "%s: cannot read: %m", stream_name(path)) : 0;
}

int stream_write(const void *bytes, size_t size, struct error *e)
{
	const char *from = bytes;

	while (size) {
		ssize_t n = RETRY(write(STDOUT_FILENO, from, size));

		if (n < 0)
			return error_set(e, errno, "cannot write to standard output: %m");
		from += n;
		size -= (size_t)n;
	}
	return 0;
}

int stream_print(void (*print)(FILE *out, const void *what), const void *what, struct error *e)
{
	auto_free char *text = NULL;
	struct text_stream s;
	size_t size = 0;
	int r = text_stream_open(&s);

	if (!r) {
		print(s.out, what);
		r = text_stream_close(&s, &text, &size);
	}
	if (r < 0)
		return error_set(e, -r, "%m");
	return stream_write(text, size, e);
}

static void print_line(FILE *out, const void *text)
{
	fprintf(out, "%s\n", (const char *)text);
}

int stream_write_line(const char *text, struct error *e)
{
	return stream_print(print_line, text, e);
}

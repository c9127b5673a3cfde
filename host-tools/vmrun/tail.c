/* tail.c - the end of what a program said. */
#include "host-tools/vmrun/tail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"

void tail_add(struct tail *t, const char *bytes, size_t len)
{
	size_t excess;

	if (len > TAIL_SIZE) {
		bytes += len - TAIL_SIZE;
		len = TAIL_SIZE;
	}
	excess = t->used + len > TAIL_SIZE ? t->used + len - TAIL_SIZE : 0;
	memmove(t->bytes, t->bytes + excess, t->used - excess);
	t->used -= excess;
	memcpy(t->bytes + t->used, bytes, len);
	t->used += len;
}

int tail_read(struct tail *t, int fd)
{
	char bytes[TAIL_SIZE];
	ssize_t n = 0;

	while (fd >= 0 && (n = read(fd, bytes, sizeof(bytes))) > 0)
		tail_add(t, bytes, (size_t)n);
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

char *tail_lines(const struct tail *t)
{
	auto_free char *text = strndup(t->bytes, t->used);
	char *out = text ? malloc(2 * strlen(text) + 1) : NULL, *end = out, *state = NULL;

	if (!out)
		return NULL;
	*out = '\0';
	for (char *rest = text, *line; (line = strtok_r(rest, "\r\n", &state)); rest = NULL)
		end += sprintf(end, "%s%s", end > out ? "; " : "", line);
	text_one_line(out);
	return out;
}

char *tail_last_line(const struct tail *t)
{
	size_t end = t->used, start;
	char *line;

	while (end && strchr("\r\n ", t->bytes[end - 1]))
		end--;
	for (start = end; start && t->bytes[start - 1] != '\n'; start--)
		;
	line = strndup(t->bytes + start, end - start);
	if (line)
		text_one_line(line);
	return line;
}

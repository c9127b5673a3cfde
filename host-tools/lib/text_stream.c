/* text_stream.c - print into memory with stdio, and know whether everything arrived. */
#include "host-tools/lib/text_stream.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"

/* Writing less than it got sets the stream's error flag: fopencookie(3). */
static ssize_t append(void *cookie, const char *bytes, size_t size)
{
	struct text_stream *s = cookie;
	char *grown = realloc(s->text, s->size + size + 1);

	if (!grown)
		return 0;
	memcpy(grown + s->size, bytes, size);
	s->text = grown;
	s->size += size;
	s->text[s->size] = '\0';
	return (ssize_t)size;
}

int text_stream_open(struct text_stream *s)
{
	*s = (struct text_stream){ .text = calloc(1, 1) };
	if (s->text)
		s->out = fopencookie(s, "w", (cookie_io_functions_t){ .write = append });
	if (s->out)
		return 0;
	free(s->text);
	return -ENOMEM;
}

int text_stream_close(struct text_stream *s, char **ret, size_t *ret_size)
{
	bool cut = fflush(s->out) || ferror(s->out);

	cut |= fclose(s->out) != 0;
	if (cut) {
		free(s->text);
		return -ENOMEM;
	}
	*ret = take_ptr(s->text);
	if (ret_size)
		*ret_size = s->size;
	return 0;
}

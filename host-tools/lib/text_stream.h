/* text_stream.h - print into memory with stdio, and know whether everything arrived. */
#pragma once
#include <stddef.h>
#include <stdio.h>

/* Like open_memstream(), which loses without a word what it finds no memory for. */
struct text_stream {
	FILE *out; /* to print to */
	char *text;
	size_t size; /* bytes, without the NUL behind them */
};

/* Begin an empty text; s stays where it is until it is closed. Returns 0 or -ENOMEM. */
int text_stream_open(struct text_stream *s);

/* End it. Returns 0 and the text, for the caller to free (ret_size: its length, or NULL); -ENOMEM
 * when anything is missing. */
int text_stream_close(struct text_stream *s, char **ret, size_t *ret_size);

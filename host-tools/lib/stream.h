/* stream.h - a tool's inputs and its standard output, read whole and written whole. */
#pragma once
#include <stddef.h>
#include <stdio.h>

#include "common/error.h"

/* Make sure that descriptors 0 to 2 are taken, so that no file we open gets the number of a closed
 * standard stream and is written into; and that a reader who went away, or a file size limit that
 * was reached, is an error and not a death. Call first.
 * Returns 0 or a negative errno. */
int stream_init(struct error *e);

/* How messages call an input: path, or "<stdin>" for "-". */
const char *stream_name(const char *path);

/* All of an input: a file, a FIFO, or standard input for "-". max: bytes; more are refused.
 * Returns 0 and bytes that the caller frees, with a NUL behind them; -EFBIG; another negative
 * errno. *e names the input. */
int stream_read(const char *path, size_t max, char **ret, size_t *ret_len, struct error *e);

/* Write to standard output, past stdio, and see that it arrived.
 * Returns 0 or a negative errno. */
int stream_write(const void *bytes, size_t size, struct error *e);

/* The same for what print() prints: it gets what, and a stream in memory. Nothing is written unless
 * there was memory for all of it. */
int stream_print(void (*print)(FILE *out, const void *what), const void *what, struct error *e);

/* The same for a text, and the end of its line. */
int stream_write_line(const char *text, struct error *e);

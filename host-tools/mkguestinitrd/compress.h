/* compress.h - the compressions of an initrd that the kernel undoes. */
#pragma once
#include "common/error.h"
#include "host-tools/mkguestinitrd/buffer.h"

/* For messages and help. */
#define COMPRESSION_NAMES "none, gzip, zstd or lz4"

struct compression {
	const char *name;
	/* Append the compressed form of in to out: the same bytes for the same input and library.
	 * Returns 0, -ENOMEM or -EIO. NULL: the archive stays as it is. */
	int (*append)(const struct buffer *in, struct buffer *out);
};

/* Returns NULL for a name that isn't one of COMPRESSION_NAMES. */
const struct compression *compression_find(const char *name);

/* Replace the content of b by its compressed form. On failure b is unchanged. */
int compression_apply(const struct compression *c, struct buffer *b, struct error *e);

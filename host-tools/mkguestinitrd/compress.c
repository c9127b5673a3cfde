/* compress.c - the compressions of an initrd that the kernel undoes. */
#include "host-tools/mkguestinitrd/compress.h"

#include <endian.h>
#include <errno.h>
#include <lz4hc.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "common/cleanup.h"

#define ZSTD_LEVEL 19 /* its window, at most 8 MiB, is well below the kernel's limit of 128 MiB */
#define GZIP_WINDOW_BITS (15 + 16) /* the largest window; +16 asks zlib for a gzip header */
#define LZ4_LEGACY_MAGIC 0x184c2102u
#define LZ4_LEGACY_BLOCK ((size_t)8 << 20) /* what the kernel's buffer takes */

/* zlib's own header holds no name and no time. */
static int append_gzip(const struct buffer *in, struct buffer *out)
{
	z_stream z = { .next_in = in->data, .avail_in = (uInt)in->size };
	uLong bound;
	int r;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW_BITS, 9,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	bound = deflateBound(&z, (uLong)in->size);
	r = buffer_reserve(out, bound);
	if (r == 0) {
		z.next_out = out->data + out->size;
		z.avail_out = (uInt)bound;
		r = deflate(&z, Z_FINISH) == Z_STREAM_END ? 0 : -EIO;
		out->size += z.total_out;
	}
	deflateEnd(&z);
	return r;
}

static void free_zstd(ZSTD_CCtx **context)
{
	ZSTD_freeCCtx(*context);
}

/* One frame that knows its size, with a checksum. */
static int append_zstd(const struct buffer *in, struct buffer *out)
{
	__attribute__((cleanup(free_zstd))) ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t bound = ZSTD_compressBound(in->size), size;
	int r;

	if (!context)
		return -ENOMEM;
	r = buffer_reserve(out, bound);
	if (r < 0)
		return r;
	if (ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, ZSTD_LEVEL)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)))
		return -EIO;
	size = ZSTD_compress2(context, out->data + out->size, bound, in->data, in->size);
	if (ZSTD_isError(size))
		return -EIO;
	out->size += size;
	return 0;
}

static int append_lz4_block(const uint8_t *block, size_t size, struct buffer *out)
{
	int bound = LZ4_compressBound((int)size), packed;
	uint32_t field;
	int r = buffer_reserve(out, sizeof(field) + (size_t)bound);

	if (r < 0)
		return r;
	packed = LZ4_compress_HC((const char *)block,
				 (char *)out->data + out->size + sizeof(field), (int)size, bound,
				 LZ4HC_CLEVEL_MAX);
	if (packed <= 0)
		return -EIO;
	field = htole32((uint32_t)packed);
	memcpy(out->data + out->size, &field, sizeof(field));
	out->size += sizeof(field) + (size_t)packed;
	return 0;
}

/* The "legacy" frame, the only one that lib/decompress_unlz4.c reads: a magic, then blocks, each
 * behind its packed size. */
static int append_lz4(const struct buffer *in, struct buffer *out)
{
	uint32_t magic = htole32(LZ4_LEGACY_MAGIC);
	int r = buffer_append(out, &magic, sizeof(magic));

	for (size_t at = 0; at < in->size && r == 0; at += LZ4_LEGACY_BLOCK) {
		size_t size = in->size - at;

		if (size > LZ4_LEGACY_BLOCK)
			size = LZ4_LEGACY_BLOCK;
		r = append_lz4_block(in->data + at, size, out);
	}
	return r;
}

static const struct compression compressions[] = {
	{ "none", NULL },
	{ "gzip", append_gzip },
	{ "zstd", append_zstd },
	{ "lz4",  append_lz4 },
};

const struct compression *compression_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++)
		if (strcmp(compressions[i].name, name) == 0)
			return &compressions[i];
	return NULL;
}

int compression_apply(const struct compression *c, struct buffer *b, struct error *e)
{
	auto_buffer struct buffer packed = BUFFER_INIT;
	int r;

	if (!c->append)
		return 0;
	r = c->append(b, &packed);
	if (r < 0)
		return error_set(e, -r, "cannot compress with %s: %m", c->name);
	buffer_release(b);
	*b = buffer_take(&packed);
	return 0;
}

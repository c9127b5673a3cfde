/* module_read.c - read a kernel module file, compressed or not. */
#include "host-tools/mkguestinitrd/module_read.h"

#include <errno.h>
#include <lzma.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/elf_check.h"
#include "host-tools/mkguestinitrd/input_file.h"

#define GZIP_WINDOW_BITS (15 + 16) /* +16: a gzip header, not a zlib one */
#define XZ_MEMORY_MAX ((uint64_t)256 << 20)
#define ZSTD_WINDOW_LOG_MAX 27 /* as the kernel's own module loader */

/* A decoder of one format, fed with the whole input and with pieces of output room.
 * step: fill *room bytes at out as far as possible and subtract what was written.
 * Returns 1 at the end of the stream, 0 to be called again, -EBADMSG or -ENOMEM. */
struct decoder {
	const char *magic;
	size_t magic_size;
	int (*open)(const struct buffer *in, void **ret_state);
	int (*step)(void *state, uint8_t *out, size_t *room);
	void (*close)(void *state);
};

static int gzip_open(const struct buffer *in, void **ret_state)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (!z)
		return -ENOMEM;
	z->next_in = in->data;
	z->avail_in = (uInt)in->size;
	if (inflateInit2(z, GZIP_WINDOW_BITS) != Z_OK) {
		free(z);
		return -ENOMEM;
	}
	*ret_state = z;
	return 0;
}

static int gzip_step(void *state, uint8_t *out, size_t *room)
{
	z_stream *z = state;
	int r;

	z->next_out = out;
	z->avail_out = (uInt)*room;
	r = inflate(z, Z_NO_FLUSH);
	*room = z->avail_out;
	if (r == Z_STREAM_END)
		return 1;
	if (r == Z_MEM_ERROR)
		return -ENOMEM;
	return r == Z_OK && *room == 0 ? 0 : -EBADMSG;
}

static void gzip_close(void *state)
{
	inflateEnd(state);
	free(state);
}

static int xz_open(const struct buffer *in, void **ret_state)
{
	const lzma_stream init = LZMA_STREAM_INIT;
	lzma_stream *s = malloc(sizeof(*s));

	if (!s)
		return -ENOMEM;
	*s = init;
	s->next_in = in->data;
	s->avail_in = in->size;
	if (lzma_stream_decoder(s, XZ_MEMORY_MAX, 0) != LZMA_OK) {
		free(s);
		return -ENOMEM;
	}
	*ret_state = s;
	return 0;
}

static int xz_step(void *state, uint8_t *out, size_t *room)
{
	lzma_stream *s = state;
	lzma_ret r;

	s->next_out = out;
	s->avail_out = *room;
	r = lzma_code(s, LZMA_FINISH);
	*room = s->avail_out;
	if (r == LZMA_STREAM_END)
		return 1;
	if (r == LZMA_MEM_ERROR || r == LZMA_MEMLIMIT_ERROR)
		return -ENOMEM;
	return r == LZMA_OK && *room == 0 ? 0 : -EBADMSG;
}

static void xz_close(void *state)
{
	lzma_end(state);
	free(state);
}

struct zstd_state {
	ZSTD_DCtx *context;
	ZSTD_inBuffer in;
};

static void zstd_close(void *state)
{
	struct zstd_state *s = state;

	ZSTD_freeDCtx(s->context);
	free(s);
}

static int zstd_open(const struct buffer *in, void **ret_state)
{
	struct zstd_state *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->in = (ZSTD_inBuffer){ .src = in->data, .size = in->size };
	s->context = ZSTD_createDCtx();
	if (!s->context || ZSTD_isError(ZSTD_DCtx_setParameter(s->context, ZSTD_d_windowLogMax,
								ZSTD_WINDOW_LOG_MAX))) {
		zstd_close(s);
		return -ENOMEM;
	}
	*ret_state = s;
	return 0;
}

static int zstd_step(void *state, uint8_t *out, size_t *room)
{
	struct zstd_state *s = state;
	ZSTD_outBuffer o = { .dst = out, .size = *room };
	size_t r = ZSTD_decompressStream(s->context, &o, &s->in);

	*room -= o.pos;
	if (ZSTD_isError(r))
		return -EBADMSG;
	if (r == 0)
		return 1;
	return *room == 0 ? 0 : -EBADMSG;
}

static const struct decoder decoders[] = {
	{ "\x1f\x8b", 2, gzip_open, gzip_step, gzip_close },
	{ "\xfd" "7zXZ", 6, xz_open, xz_step, xz_close },
	{ "\x28\xb5\x2f\xfd", 4, zstd_open, zstd_step, zstd_close },
};

static const struct decoder *decoder_for(const struct buffer *in)
{
	for (size_t i = 0; i < ARRAY_SIZE(decoders); i++)
		if (in->size >= decoders[i].magic_size &&
		    memcmp(in->data, decoders[i].magic, decoders[i].magic_size) == 0)
			return &decoders[i];
	return NULL;
}

static int decode_all(const struct decoder *d, void *state, struct buffer *out)
{
	int r = 0;

	while (r == 0) {
		size_t room = out->size ? out->size : 64 << 10, before;

		r = buffer_reserve(out, room);
		if (r < 0)
			return r;
		before = room;
		r = d->step(state, out->data + out->size, &room);
		out->size += before - room;
		if (out->size > MODULE_SIZE_MAX)
			return -EFBIG;
	}
	return r < 0 ? r : 0;
}

static int decode(const struct decoder *d, const struct buffer *in, struct buffer *ret)
{
	auto_buffer struct buffer out = BUFFER_INIT;
	void *state = NULL;
	int r = d->open(in, &state);

	if (r < 0)
		return r;
	r = decode_all(d, state, &out);
	d->close(state);
	if (r == 0)
		*ret = buffer_take(&out);
	return r;
}

int module_read(const char *path, struct buffer *ret, struct error *e)
{
	auto_buffer struct buffer raw = BUFFER_INIT;
	auto_buffer struct buffer plain = BUFFER_INIT;
	const struct decoder *d;
	int r = input_file_read(path, &raw, NULL, e);

	if (r < 0)
		return r;
	d = decoder_for(&raw);
	if (d) {
		r = decode(d, &raw, &plain);
		if (r == -EFBIG)
			return error_set(e, EFBIG, "'%s' has more than %zu MiB uncompressed", path,
					 MODULE_SIZE_MAX >> 20);
		if (r < 0)
			return error_set(e, -r, "cannot decompress '%s': %m", path);
	} else {
		plain = buffer_take(&raw);
	}
	r = elf_check_module(&plain, path, e);
	if (r == 0)
		*ret = buffer_take(&plain);
	return r;
}

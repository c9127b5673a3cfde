/* test_compress.c - every compression comes back as it went in, in the form for the kernel. */
#include <endian.h>
#include <lz4.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/compress.h"

/* The last ones are around the ends of lz4's blocks. */
static const size_t sizes[] = {
	0, 1, 4096, 1000001, (8 << 20) - 1, 8 << 20, (8 << 20) + 1, 17 << 20,
};
#define STREAM_SIZES 4u /* enough for formats without such ends */

/* About half of it compresses. */
static struct buffer sample(size_t size)
{
	struct buffer b = BUFFER_INIT;
	uint32_t x = 1;

	assert_int_equal(buffer_reserve(&b, size + 1), 0);
	for (b.size = 0; b.size < size; b.size++) {
		x = x * 1664525 + 1013904223;
		b.data[b.size] = b.size & 1024 ? (uint8_t)(x >> 24) : (uint8_t)(b.size >> 12);
	}
	return b;
}

static size_t unpack_gzip(const struct buffer *in, uint8_t *out, size_t room)
{
	z_stream z = { .next_in = in->data, .avail_in = (uInt)in->size };

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	inflateEnd(&z);
	assert_memory_equal(in->data, "\x1f\x8b\x08\0\0\0\0\0", 8); /* no name, mtime 0 */
	return room - z.avail_out;
}

static size_t unpack_zstd(const struct buffer *in, uint8_t *out, size_t room)
{
	size_t size = ZSTD_decompress(out, room, in->data, in->size);

	assert_false(ZSTD_isError(size));
	assert_int_equal(ZSTD_getFrameContentSize(in->data, in->size), size);
	return size;
}

/* As lib/decompress_unlz4.c of the kernel goes through it. */
static size_t unpack_lz4(const struct buffer *in, uint8_t *out, size_t room)
{
	size_t at = 4, used = 0;

	assert_memory_equal(in->data, "\x02\x21\x4c\x18", 4);
	while (at < in->size) {
		const uint8_t *p = in->data + at;
		size_t left = room - used < 8 << 20 ? room - used : 8 << 20;
		uint32_t packed;
		int n;

		memcpy(&packed, p, sizeof(packed));
		packed = le32toh(packed);
		n = LZ4_decompress_safe((const char *)p + 4, (char *)out + used, (int)packed,
					(int)left);
		assert_true(n > 0);
		used += (size_t)n;
		at += 4 + packed;
	}
	assert_int_equal(at, in->size);
	return used;
}

static void round_trips(const char *name, size_t count,
			size_t (*unpack)(const struct buffer *, uint8_t *, size_t))
{
	const struct compression *c = compression_find(name);

	assert_non_null(c);
	for (size_t i = 0; i < count; i++) {
		auto_buffer struct buffer original = sample(sizes[i]);
		auto_buffer struct buffer packed = sample(sizes[i]);
		auto_free uint8_t *out = malloc(sizes[i] + 16);
		struct error e = ERROR_INIT;

		assert_non_null(out);
		assert_int_equal(compression_apply(c, &packed, &e), 0);
		assert_int_equal(unpack(&packed, out, sizes[i] + 16), sizes[i]);
		assert_memory_equal(out, original.data, sizes[i]);
	}
}

static void test_gzip(void **state)
{
	(void)state;
	round_trips("gzip", STREAM_SIZES, unpack_gzip);
}

static void test_zstd(void **state)
{
	(void)state;
	round_trips("zstd", STREAM_SIZES, unpack_zstd);
}

static void test_lz4(void **state)
{
	(void)state;
	round_trips("lz4", ARRAY_SIZE(sizes), unpack_lz4);
}

static void test_none_changes_nothing(void **state)
{
	auto_buffer struct buffer b = sample(100);
	const uint8_t *data = b.data;
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(compression_apply(compression_find("none"), &b, &e), 0);
	assert_ptr_equal(b.data, data);
	assert_int_equal(b.size, 100);
}

static void test_unknown_name(void **state)
{
	(void)state;
	assert_null(compression_find("xz"));
	assert_null(compression_find(""));
	assert_null(compression_find("GZIP"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_zstd),
		cmocka_unit_test(test_lz4),
		cmocka_unit_test(test_none_changes_nothing),
		cmocka_unit_test(test_unknown_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

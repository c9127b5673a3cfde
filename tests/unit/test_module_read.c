/* test_module_read.c - modules in each compression, damaged ones and bombs. */
#include <errno.h>
#include <elf.h>
#include <fcntl.h>
#include <lzma.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/compress.h"
#include "host-tools/mkguestinitrd/module_read.h"

/* An ELF object's header, then zeros. */
static struct buffer module_of(size_t size)
{
	struct buffer b = { .data = calloc(1, size), .size = size, .capacity = size };
	Elf64_Ehdr header = { .e_ident = ELFMAG, .e_type = ET_REL };

	assert_non_null(b.data);
	header.e_ident[EI_CLASS] = ELFCLASS64;
	header.e_ident[EI_DATA] = BYTE_ORDER == LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB;
	memcpy(b.data, &header, size < sizeof(header) ? size : sizeof(header));
	return b;
}

static void pack_gzip(struct buffer *b)
{
	assert_int_equal(compression_apply(compression_find("gzip"), b, NULL), 0);
}

static void pack_zstd(struct buffer *b)
{
	struct buffer out = BUFFER_INIT;

	assert_int_equal(buffer_reserve(&out, ZSTD_compressBound(b->size)), 0);
	out.size = ZSTD_compress(out.data, out.capacity, b->data, b->size, 1);
	assert_false(ZSTD_isError(out.size));
	buffer_release(b);
	*b = out;
}

static void pack_xz(struct buffer *b)
{
	struct buffer out = BUFFER_INIT;

	assert_int_equal(buffer_reserve(&out, lzma_stream_buffer_bound(b->size)), 0);
	assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, b->data, b->size,
						 out.data, &out.size, out.capacity), LZMA_OK);
	buffer_release(b);
	*b = out;
}

static void pack_none(struct buffer *b)
{
	(void)b;
}

static const struct {
	const char *name;
	void (*pack)(struct buffer *b);
} packers[] = {
	{ "none", pack_none },
	{ "gzip", pack_gzip },
	{ "xz", pack_xz },
	{ "zstd", pack_zstd },
};

/* module_read() of a file that holds b. */
static int read_back(const struct buffer *b, struct buffer *ret, struct error *e)
{
	auto_close int fd = memfd_create("module", MFD_CLOEXEC);
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->data, b->size), (ssize_t)b->size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return module_read(path, ret, e);
}

static void test_round_trip(void **state)
{
	static const size_t sizes[] = { 64, 1000, 65536, 131072, 1000000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packers) * ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i % ARRAY_SIZE(sizes)];
		auto_buffer struct buffer original = module_of(size);
		auto_buffer struct buffer packed = module_of(size);
		auto_buffer struct buffer plain = BUFFER_INIT;
		struct error e = ERROR_INIT;

		packers[i / ARRAY_SIZE(sizes)].pack(&packed);
		if (read_back(&packed, &plain, &e) < 0)
			fail_msg("%s: %s", packers[i / ARRAY_SIZE(sizes)].name, e.text);
		assert_int_equal(plain.size, size);
		assert_memory_equal(plain.data, original.data, size);
	}
}

/* Cut at any place: an error, never a crash, nothing returned. */
static void test_truncated(void **state)
{
	(void)state;
	for (size_t i = 1; i < ARRAY_SIZE(packers); i++) {
		auto_buffer struct buffer packed = module_of(100000);
		size_t whole;

		packers[i].pack(&packed);
		whole = packed.size;
		for (packed.size = 0; packed.size < whole; packed.size++) {
			auto_buffer struct buffer plain = BUFFER_INIT;
			struct error e = ERROR_INIT;

			assert_true(read_back(&packed, &plain, &e) < 0);
			assert_null(plain.data);
			assert_string_not_equal(e.text, "");
		}
	}
}

static void test_too_large(void **state)
{
	(void)state;
	for (size_t i = 1; i < ARRAY_SIZE(packers); i++) {
		auto_buffer struct buffer packed = module_of(MODULE_SIZE_MAX + 1);
		auto_buffer struct buffer plain = BUFFER_INIT;
		struct error e = ERROR_INIT;

		packers[i].pack(&packed);
		assert_int_equal(read_back(&packed, &plain, &e), -EFBIG);
	}
}

static void test_not_a_module(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packers); i++) {
		auto_buffer struct buffer packed = module_of(100);
		auto_buffer struct buffer plain = BUFFER_INIT;
		struct error e = ERROR_INIT;

		((Elf64_Ehdr *)packed.data)->e_type = ET_EXEC;
		packers[i].pack(&packed);
		assert_int_equal(read_back(&packed, &plain, &e), -ENOEXEC);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_not_a_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

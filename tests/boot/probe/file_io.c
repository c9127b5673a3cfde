/* file_io.c - files that a workload leaves and finds: write a pattern, sum it up again. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"

char *read_whole(const char *path, size_t *ret_len)
{
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	auto_free char *text = NULL;
	size_t size = 0, len = 0;
	ssize_t n;

	if (fd < 0)
		return NULL;
	do { /* what lies in /proc has no size: read to the end */
		if (len + 1 >= size) {
			char *more = realloc(text, size = 2 * size + 4096);

			if (!more)
				err(1, "%s", path);
			text = more;
		}
		n = read(fd, text + len, size - len - 1);
		if (n < 0)
			return NULL;
		len += (size_t)n;
	} while (n > 0);
	text[len] = '\0';
	if (ret_len)
		*ret_len = len;
	return take_ptr(text);
}

/* POSIX, cksum: polynomial 0x04c11db7, most significant bit first; four bits at a time. */
unsigned cksum_add(unsigned crc, const void *data, size_t len)
{
	static const uint32_t table[16] = {
		0x00000000, 0x04c11db7, 0x09823b6e, 0x0d4326d9, 0x130476dc, 0x17c56b6b,
		0x1a864db2, 0x1e475005, 0x2608edb8, 0x22c9f00f, 0x2f8ad6d6, 0x2b4bcb61,
		0x350c9b64, 0x31cd86d3, 0x3c8ea00a, 0x384fbdbd,
	};
	const unsigned char *p = data;

	for (; len > 0; len--, p++) {
		crc = crc << 4 ^ table[(crc >> 28 ^ *p >> 4) & 15];
		crc = crc << 4 ^ table[(crc >> 28 ^ *p) & 15];
	}
	return crc;
}

unsigned cksum_end(unsigned crc, unsigned long long len)
{
	for (; len > 0; len >>= 8) {
		unsigned char byte = len & 0xff;

		crc = cksum_add(crc, &byte, 1);
	}
	return ~crc;
}

static int print_sum(const char *name, const char *path, unsigned long long len, unsigned crc)
{
	struct json_out o;

	json_begin(&o, name);
	json_string(&o, "path", path);
	json_number(&o, "bytes", (long long)len);
	json_number(&o, "cksum", cksum_end(crc, len));
	return json_end(&o);
}

/* Numbers that compress badly and are the same each time (Marsaglia's xorshift). */
static void fill_pattern(uint64_t *state, uint64_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		*state ^= *state << 13;
		*state ^= *state >> 7;
		*state ^= *state << 17;
		words[i] = *state;
	}
}

int cmd_write(int argc, char **argv)
{
	auto_close int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	unsigned long len = argument_number(argv[2], 1ul << 40);
	bool sync = argc < 4 || strcmp(argv[3], "nosync") != 0;
	uint64_t block[8192], state = 88172645463325252;
	unsigned crc = 0;

	if (fd < 0)
		err(1, "%s", argv[1]);
	for (size_t left = len, part; left > 0; left -= part) {
		part = left < sizeof(block) ? left : sizeof(block);
		fill_pattern(&state, block, ARRAY_SIZE(block));
		if (write(fd, block, part) != (ssize_t)part)
			err(1, "%s", argv[1]);
		crc = cksum_add(crc, block, part);
	}
	if (sync && fsync(fd) < 0)
		err(1, "%s", argv[1]);
	return print_sum("write", argv[1], len, crc);
}

int cmd_sum(int argc, char **argv)
{
	auto_close int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	unsigned long long len = 0;
	unsigned char block[65536];
	unsigned crc = 0;
	ssize_t n;

	(void)argc;
	if (fd < 0)
		err(1, "%s", argv[1]);
	while ((n = read(fd, block, sizeof(block))) > 0) {
		crc = cksum_add(crc, block, (size_t)n);
		len += (size_t)n;
	}
	if (n < 0)
		err(1, "%s", argv[1]);
	return print_sum("sum", argv[1], len, crc);
}

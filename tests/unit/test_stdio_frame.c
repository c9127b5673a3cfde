/* test_stdio_frame.c - frames are found however their bytes arrive; what isn't one is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "common/stdio_frame.h"

static void receive(struct frame_buffer *b, const void *bytes, size_t len)
{
	unsigned char *room;

	assert_true(frame_buffer_room(b, &room) >= len);
	memcpy(room, bytes, len);
	b->used += len;
}

static void the_header_is_what_the_manual_says(void **state)
{
	static const unsigned char expected[] = { 'o', 0, 0, 0, 0xf8, 0x3f, 0, 0 };
	unsigned char header[FRAME_HEADER_SIZE];

	(void)state;
	frame_put_header(header, FRAME_STDOUT, FRAME_MAX_PAYLOAD);
	assert_memory_equal(header, expected, sizeof(expected));
}

static void a_number_comes_back(void **state)
{
	unsigned char bytes[8];

	(void)state;
	frame_put_number(bytes, UINT64_C(0x8877665544332211), sizeof(bytes));
	assert_int_equal(bytes[0], 0x11);
	assert_true(frame_get_number(bytes, sizeof(bytes)) == UINT64_C(0x8877665544332211));
	assert_int_equal(frame_get_number(bytes, 2), 0x2211);
}

static void frames_come_byte_by_byte(void **state)
{
	static const char stream[] = "o\0\0\0\3\0\0\0abcx\0\0\0\0\0\0\0";
	static struct frame_buffer b;
	char found[8] = "";
	struct frame f;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(stream); i++) {
		receive(&b, stream + i, 1);
		if (!frame_buffer_front(&b, &f))
			continue;
		found[strlen(found)] = (char)f.kind;
		if (f.kind == FRAME_STDOUT)
			assert_memory_equal(f.payload, "abc", f.len);
		assert_int_equal(f.len, f.kind == FRAME_STDOUT ? 3 : 0);
		frame_buffer_drop(&b);
	}
	assert_string_equal(found, "ox");
	assert_int_equal(b.used, 0);
}

static void the_largest_frame_fills_the_buffer(void **state)
{
	static unsigned char bytes[FRAME_MAX_SIZE];
	static struct frame_buffer b;
	unsigned char *room;
	struct frame f;

	(void)state;
	frame_put_header(bytes, FRAME_STDIN, FRAME_MAX_PAYLOAD);
	bytes[FRAME_MAX_SIZE - 1] = 'z';
	receive(&b, bytes, FRAME_MAX_SIZE - 1);
	assert_int_equal(frame_buffer_front(&b, &f), 0);
	receive(&b, "z", 1);
	assert_int_equal(frame_buffer_room(&b, &room), 0);
	assert_int_equal(frame_buffer_front(&b, &f), 1);
	assert_int_equal(f.len, FRAME_MAX_PAYLOAD);
	assert_int_equal(f.payload[f.len - 1], 'z');
}

static void what_cannot_be_a_frame_is_refused(void **state)
{
	static const char headers[][FRAME_HEADER_SIZE] = {
		{ 'o', 1, 0, 0, 0, 0, 0, 0 },
		{ 'o', 0, 0, 1, 0, 0, 0, 0 },
		{ 'o', 0, 0, 0, (char)0xf9, 0x3f, 0, 0 }, /* one more than the most */
		{ 'o', 0, 0, 0, 0, 0, 0, (char)0x80 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		struct frame_buffer b = { 0 };
		struct frame f;

		receive(&b, headers[i], FRAME_HEADER_SIZE);
		assert_int_equal(frame_buffer_front(&b, &f), -EBADMSG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_is_what_the_manual_says),
		cmocka_unit_test(a_number_comes_back),
		cmocka_unit_test(frames_come_byte_by_byte),
		cmocka_unit_test(the_largest_frame_fills_the_buffer),
		cmocka_unit_test(what_cannot_be_a_frame_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

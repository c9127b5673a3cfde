/* stdio_frame.c - the workload's standard streams over one byte stream to the host, in frames. */
#include "common/stdio_frame.h"

#include <errno.h>
#include <string.h>

#define LENGTH_AT 4

void frame_put_number(unsigned char *ret, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		ret[i] = (unsigned char)(value >> (8 * i));
}

uint64_t frame_get_number(const unsigned char *bytes, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return value;
}

void frame_put_header(unsigned char ret[static FRAME_HEADER_SIZE], enum frame_kind kind,
		      size_t len)
{
	frame_put_number(ret, (uint64_t)kind, LENGTH_AT);
	frame_put_number(ret + LENGTH_AT, len, FRAME_HEADER_SIZE - LENGTH_AT);
}

size_t frame_buffer_room(struct frame_buffer *b, unsigned char **ret)
{
	*ret = b->bytes + b->used;
	return sizeof(b->bytes) - b->used;
}

static size_t payload_length(const struct frame_buffer *b)
{
	return (size_t)frame_get_number(b->bytes + LENGTH_AT, FRAME_HEADER_SIZE - LENGTH_AT);
}

int frame_buffer_front(const struct frame_buffer *b, struct frame *ret)
{
	size_t len;

	if (b->used < FRAME_HEADER_SIZE)
		return 0;
	len = payload_length(b);
	if (b->bytes[1] || b->bytes[2] || b->bytes[3] || len > FRAME_MAX_PAYLOAD)
		return -EBADMSG;
	if (b->used < FRAME_HEADER_SIZE + len)
		return 0;
	*ret = (struct frame){ b->bytes[0], b->bytes + FRAME_HEADER_SIZE, len };
	return 1;
}

void frame_buffer_drop(struct frame_buffer *b)
{
	size_t size = FRAME_HEADER_SIZE + payload_length(b);

	b->used -= size;
	memmove(b->bytes, b->bytes + size, b->used);
}

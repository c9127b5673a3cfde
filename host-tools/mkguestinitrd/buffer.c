/* buffer.c - bytes in memory that grow at the end. */
#include "host-tools/mkguestinitrd/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int buffer_reserve(struct buffer *b, size_t extra)
{
	size_t capacity;
	uint8_t *data;

	if (b->capacity - b->size >= extra)
		return 0;
	if (extra > SIZE_MAX / 2 - b->size)
		return -ENOMEM;
	capacity = b->size + extra;
	if (capacity < b->capacity * 2)
		capacity = b->capacity * 2;
	data = realloc(b->data, capacity);
	if (!data)
		return -ENOMEM;
	b->data = data;
	b->capacity = capacity;
	return 0;
}

int buffer_append(struct buffer *b, const void *data, size_t size)
{
	int r = buffer_reserve(b, size);

	if (r < 0)
		return r;
	if (size > 0)
		memcpy(b->data + b->size, data, size);
	b->size += size;
	return 0;
}

struct buffer buffer_take(struct buffer *b)
{
	struct buffer taken = *b;

	*b = (struct buffer)BUFFER_INIT;
	return taken;
}

void buffer_release(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer)BUFFER_INIT;
}

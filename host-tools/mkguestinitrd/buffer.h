/* buffer.h - bytes in memory that grow at the end. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *data;
	size_t size;     /* bytes in use */
	size_t capacity; /* bytes allocated */
};

#define BUFFER_INIT { 0 }

/* Make room for extra more bytes behind the used ones. Returns 0 or -ENOMEM. */
int buffer_reserve(struct buffer *b, size_t extra);

/* Add a copy of size bytes. Returns 0 or -ENOMEM; b is unchanged then. */
int buffer_append(struct buffer *b, const void *data, size_t size);

/* The content, whose owner is now the caller; b is empty afterwards. */
struct buffer buffer_take(struct buffer *b);

/* Accepts an empty buffer. */
void buffer_release(struct buffer *b);

#define auto_buffer __attribute__((cleanup(buffer_release)))

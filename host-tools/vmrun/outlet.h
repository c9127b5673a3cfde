/* outlet.h - write to our own standard output and error without ever waiting for their reader.
 * Their descriptors are shared with others, so that they stay blocking. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Whether a descriptor has one of these events of poll(2) now, or has hung up. */
bool outlet_is_ready(int fd, short events);

/* Write as much as goes without waiting. Returns how much, maybe 0, or a negative errno. */
ssize_t outlet_write(int fd, const void *bytes, size_t len);

/* cmdline.h - values from the kernel command line, by the kernel's own rules. */
#pragma once
#include <stddef.h>

#include "common/error.h"

#define CMDLINE_SIZE 8192u /* with its NUL; the kernel's limit is 2048 to 4096 on all architectures */

/* Read /proc/cmdline, without its newline. Returns 0 or a negative errno, -EFBIG if it is longer. */
int cmdline_read(char ret[static CMDLINE_SIZE], struct error *e);

/* The value of key: words are parted by white space that isn't in double quotes, the quotes around
 * a word or a value are taken off, - and _ are the same in a key, the last one wins.
 * buf: size bytes, at least 1. A key without "=" has the value "".
 * Returns the value's length; -ENOENT: the key isn't there; -ENOSPC: the value doesn't fit. */
int cmdline_get(const char *line, const char *key, char *buf, size_t size);

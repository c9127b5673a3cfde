/* cmdline.h - values from the kernel command line, by the kernel's own rules. */
#pragma once
#include <stddef.h>

#include "common/error.h"

#define CMDLINE_SIZE 8192u /* with its NUL; no architecture takes more than 4096 */

/* Read /proc/cmdline, without its newline. Returns 0, -EFBIG if it is longer, or another negative
 * errno. */
int cmdline_read(char ret[static CMDLINE_SIZE], struct error *e);

/* The value of key: words are separated by white space outside double quotes, the quotes around
 * a word or a value are taken off, - and _ are the same in a key, the last one wins.
 * buf: size bytes, at least 1. A key without "=" has the value "".
 * Returns the value's length; -ENOENT: the key isn't there; -ENOSPC: the value doesn't fit. */
int cmdline_get(const char *line, const char *key, char *buf, size_t size);

/* What the line gives a kernel module, which the kernel keeps for itself only if the driver is
 * built in: of each "module.param=value" the part behind the dot, in order, separated by spaces, in
 * its quotes, as finit_module(2) takes it. What follows "--" is the init's own.
 * module_len: bytes of module. ret: strlen(line) + 1 bytes.
 * Returns the text's length, 0 when there is nothing. */
size_t cmdline_module_parameters(const char *line, const char *module, size_t module_len,
				 char *ret);

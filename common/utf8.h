/* utf8.h - the well-formed byte sequences of RFC 3629, section 4. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes the character at p takes, of at most left bytes; 0 when it is not well formed:
 * overlong, a surrogate, past U+10FFFF, or cut off. */
size_t utf8_character(const char *p, size_t left);

/* True when the left bytes at p are the beginning of a well-formed character and no more. */
bool utf8_is_cut(const char *p, size_t left);

/* Write the code point c (at most U+10FFFF, no surrogate) to p, which has room for 4 bytes.
 * Returns how many were written. */
size_t utf8_encode(int32_t c, char *p);

/* base64.h - base64 of RFC 4648, section 4: with padding, without line breaks. */
#pragma once
#include <stddef.h>

/* Decode text. ret_data: room for 3 bytes for each 4 characters; NULL only checks.
 * Returns the number of bytes, or -EINVAL: a character, the length or the padding is wrong, or
 * bits that stand for nothing aren't 0. */
int base64_decode(const char *text, unsigned char *ret_data);

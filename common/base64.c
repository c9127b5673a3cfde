/* base64.c - base64 of RFC 4648, section 4. */
#include "common/base64.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

/* The value of a character; -1 when it has none. */
static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" "abcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Four characters, the last `padding` of them '='. Returns the 24 bits, or -1. */
static int32_t group(const char *p, size_t padding)
{
	int32_t bits = 0;

	for (size_t i = 0; i < 4; i++) {
		int d = i < 4 - padding ? digit(p[i]) : 0;

		if (d < 0)
			return -1;
		bits = bits << 6 | d;
	}
	/* Bits that stand for nothing must be 0, so that the same bytes have one text only. */
	return (bits & ((1 << 8 * padding) - 1)) ? -1 : bits;
}

int base64_decode(const char *text, unsigned char *ret_data)
{
	size_t len = strlen(text), out = 0;

	if (len % 4 || len / 4 * 3 > INT_MAX)
		return -EINVAL;
	for (const char *p = text; *p; p += 4) {
		size_t padding = p[4] ? 0 : (size_t)(p[3] == '=') + (p[3] == '=' && p[2] == '=');
		int32_t bits = group(p, padding);

		if (bits < 0)
			return -EINVAL;
		for (size_t i = 0; i < 3 - padding; i++, out++)
			if (ret_data)
				ret_data[out] = (unsigned char)(bits >> (16 - 8 * i));
	}
	return (int)out;
}

/* json_key.c - keys as they stand in a JSON text: escapes resolved, compared. */
#include "common/json_key.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"

/* The four hexadecimal digits at p; -1 when they aren't. */
static int32_t hex4(const char *p, const char *end)
{
	int32_t value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef";
		char c = p[i] >= 'A' && p[i] <= 'F' ? (char)(p[i] - 'A' + 'a') : p[i];
		const char *d = c ? strchr(digits, c) : NULL;

		if (!d)
			return -1;
		value = value * 16 + (int32_t)(d - digits);
	}
	return value;
}

static bool is_high_surrogate(int32_t c)
{
	return c >= 0xd800 && c <= 0xdbff;
}

static bool is_low_surrogate(int32_t c)
{
	return c >= 0xdc00 && c <= 0xdfff;
}

int32_t json_unicode_escape(const char *p, const char *end, size_t *ret_len)
{
	int32_t high = hex4(p, end), low;

	*ret_len = 4;
	if (is_low_surrogate(high))
		return -1;
	if (!is_high_surrogate(high))
		return high;
	if (end - p < 10 || p[4] != '\\' || p[5] != 'u')
		return -1;
	low = hex4(p + 6, end);
	if (!is_low_surrogate(low))
		return -1;
	*ret_len = 10;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

int32_t json_key_next(struct json_key *rest)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const unsigned char *p = (const unsigned char *)rest->text;
	size_t n = 1;
	int32_t c;

	if (!rest->len)
		return -1;
	c = p[0];
	if (c == '\\' && p[1] == 'u') {
		c = json_unicode_escape(rest->text + 2, rest->text + rest->len, &n);
		n += 2;
	} else if (c == '\\') {
		c = (unsigned char)to[strchr(from, p[1]) - from];
		n = 2;
	} else if (c >= 0xf0) {
		c = (c & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
		n = 4;
	} else if (c >= 0xe0) {
		c = (c & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		n = 3;
	} else if (c >= 0xc0) {
		c = (c & 0x1f) << 6 | (p[1] & 0x3f);
		n = 2;
	}
	rest->text += n;
	rest->len -= n;
	return c;
}

char *json_key_decode(struct json_key key)
{
	char *out = malloc(key.len + 1), *p = out; /* escapes are longer than what they mean */
	int32_t c;

	if (!out)
		return NULL;
	while ((c = json_key_next(&key)) >= 0)
		p += utf8_encode(c, p);
	*p = '\0';
	return out;
}

int json_key_compare(struct json_key a, struct json_key b)
{
	int32_t ca, cb;

	do {
		ca = json_key_next(&a);
		cb = json_key_next(&b);
	} while (ca == cb && ca >= 0);
	return (ca > cb) - (ca < cb);
}

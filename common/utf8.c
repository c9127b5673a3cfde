/* utf8.c - the well-formed byte sequences of RFC 3629, section 4. */
#include "common/utf8.h"

#include "common/cleanup.h"

/* The rows of RFC 3629's ABNF: the range of the first byte, that of the second (which is where
 * overlong forms, surrogates and too large code points are refused), and the length. */
static const struct sequence {
	unsigned char first_min, first_max, second_min, second_max;
	size_t length;
} sequences[] = {
	{ 0x00, 0x7f, 0x00, 0xff, 1 },
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static const struct sequence *find(unsigned char first)
{
	for (const struct sequence *s = sequences; s < sequences + ARRAY_SIZE(sequences); s++)
		if (first >= s->first_min && first <= s->first_max)
			return s;
	return NULL;
}

/* How many of the left bytes at p fit the sequence s, from the first one on. */
static size_t fitting(const struct sequence *s, const char *p, size_t left)
{
	size_t n = 1;

	if (s->length > 1 && left > 1) {
		unsigned char second = (unsigned char)p[1];

		if (second < s->second_min || second > s->second_max)
			return n;
		n++;
	}
	while (n >= 2 && n < s->length && n < left && ((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

size_t utf8_character(const char *p, size_t left)
{
	const struct sequence *s = left ? find((unsigned char)*p) : NULL;

	return s && fitting(s, p, left) == s->length ? s->length : 0;
}

bool utf8_is_cut(const char *p, size_t left)
{
	const struct sequence *s = left ? find((unsigned char)*p) : NULL;

	return s && left < s->length && fitting(s, p, left) == left;
}

size_t utf8_encode(int32_t c, char *p)
{
	static const unsigned char lead[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		p[i] = (char)(0x80 | (c & 0x3f));
	p[0] = (char)(lead[n] | c);
	return n;
}

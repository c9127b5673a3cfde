/* number.c - strict numbers of the command line and the environment. */
#include "host-tools/lib/number.h"

#include <errno.h>
#include <stddef.h>

/* The digits at text; *ret_end is what follows them. */
static int digits(const char *text, uint64_t max, uint64_t *ret, const char **ret_end)
{
	const char *p = text;
	uint64_t value = 0;

	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*p - '0'), &value) || value > max)
			return -ERANGE;
	if (p == text)
		return -EINVAL;
	*ret = value;
	*ret_end = p;
	return 0;
}

int number_parse(const char *text, uint64_t max, uint64_t *ret)
{
	uint64_t value;
	const char *end;
	int r = digits(text, max, &value, &end);

	if (r < 0)
		return r;
	if (*end)
		return -EINVAL;
	*ret = value;
	return 0;
}

int size_parse(const char *text, uint64_t max, uint64_t *ret)
{
	unsigned shift;
	uint64_t value;
	const char *end;
	int r = digits(text, max, &value, &end);

	if (r < 0)
		return r;
	shift = *end == 'K' ? 10 : *end == 'M' ? 20 : 0;
	if (end[shift ? 1 : 0])
		return -EINVAL;
	if (value > max >> shift)
		return -ERANGE;
	*ret = value << shift;
	return 0;
}

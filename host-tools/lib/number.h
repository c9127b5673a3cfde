/* number.h - strict numbers of the command line and the environment. */
#pragma once
#include <stdint.h>

/* Parse decimal digits and nothing else. Returns 0, -EINVAL, or -ERANGE past max. */
int number_parse(const char *text, uint64_t max, uint64_t *ret);

/* Parse a size: bytes, or with K or M behind the digits, KiB or MiB. Returns as number_parse(). */
int size_parse(const char *text, uint64_t max, uint64_t *ret);

/* mac.c - Ethernet addresses in text. */
#include "common/mac.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int mac_parse(const char *text, unsigned char ret[static MAC_SIZE])
{
	unsigned char mac[MAC_SIZE];

	if (strlen(text) != 3 * MAC_SIZE - 1)
		return -EINVAL;
	for (size_t i = 0; i < MAC_SIZE; i++) {
		const char *p = text + 3 * i;

		if (!isxdigit((unsigned char)p[0]) || !isxdigit((unsigned char)p[1]) ||
		    p[2] != (i + 1 < MAC_SIZE ? ':' : '\0'))
			return -EINVAL;
		mac[i] = (unsigned char)strtoul(p, NULL, 16);
	}
	memcpy(ret, mac, sizeof(mac));
	return 0;
}

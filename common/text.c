/* text.c - make text from outside fit for a terminal, a log line and a JSON string. */
#include "common/text.h"

#include <stddef.h>
#include <string.h>

#include "common/utf8.h"

void text_one_line(char *text)
{
	size_t left = strlen(text);

	for (char *p = text; left;) {
		size_t n = utf8_character(p, left);

		if (!n && utf8_is_cut(p, left)) {
			*p = '\0';
			return;
		}
		if (!n || (unsigned char)*p < 0x20 || *p == 0x7f) {
			*p = '?';
			n = 1;
		}
		p += n;
		left -= n;
	}
}

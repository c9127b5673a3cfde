/* text.c - make text from outside fit for a terminal, a log line and a JSON string. */
#include "common/text.h"

#include <stddef.h>
#include <string.h>

#include "common/utf8.h"

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

bool text_has_control(const char *text)
{
	while (*text && !is_control(*text))
		text++;
	return *text;
}

void text_one_line(char *text)
{
	size_t left = strlen(text);

	for (char *p = text; left;) {
		size_t n = utf8_character(p, left);

		if (!n && utf8_is_cut(p, left)) {
			*p = '\0';
			return;
		}
		if (!n || is_control(*p)) {
			*p = '?';
			n = 1;
		}
		p += n;
		left -= n;
	}
}

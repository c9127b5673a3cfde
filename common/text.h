/* text.h - make text from outside fit for a terminal, a log line and a JSON string. */
#pragma once
#include <stdbool.h>

/* Whether there is a control character of ASCII in it: one breaks a line, a shell's word and an XML
 * document. */
bool text_has_control(const char *text);

/* Replace what would break a line or drive a terminal (control characters) by '?', bytes that are
 * not UTF-8 too, and drop a character that was cut off at the end. In place. */
void text_one_line(char *text);

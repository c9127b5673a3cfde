/* report_mounts.c - the report's section on mounts, from /proc/self/mountinfo. */
#include "tests/boot/probe/probe.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"

/* Name the words of a text; NULL skips one. */
static void add_words(struct json_out *o, char *text, const char *const names[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *word = strsep(&text, " ");

		if (names[i])
			json_string(o, names[i], word);
	}
}

/* The fields of a line, proc(5): ID PARENT MAJOR:MINOR ROOT TARGET OPTIONS [TAG...] - FSTYPE SOURCE
 * SUPER_OPTIONS. Spaces within a field are octal escapes, so that splitting is safe. */
static void add_mount(struct json_out *o, char *line)
{
	static const char *const before[] = { NULL, NULL, NULL, "root", "target", "options" };
	static const char *const after[] = { "fstype", "source", "super_options" };
	char *tail = strstr(line, " - ");

	if (!tail)
		return;
	*tail = '\0';
	tail += strlen(" - ");
	json_open(o, NULL, '{');
	add_words(o, line, before, ARRAY_SIZE(before));
	add_words(o, tail, after, ARRAY_SIZE(after));
	json_close(o, '{');
}

void report_mounts(struct json_out *o)
{
	auto_free char *text = read_whole("/proc/self/mountinfo", NULL);
	char *rest = text;
	char *line;

	json_open(o, "mounts", '[');
	while ((line = strsep(&rest, "\n")))
		add_mount(o, line);
	json_close(o, '[');
}

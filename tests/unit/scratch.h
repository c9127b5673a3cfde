/* scratch.h - a file's path in a fresh directory of its own, as a test's set-up and tear-down. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scratch {
	char directory[32], file[64]; /* the file isn't made */
};

static inline int make_scratch(void **state)
{
	struct scratch *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	*state = s;
	strcpy(s->directory, "/tmp/guest-init.XXXXXX");
	if (!mkdtemp(s->directory))
		return -1;
	snprintf(s->file, sizeof(s->file), "%s/file", s->directory);
	return 0;
}

static inline int remove_scratch(void **state)
{
	struct scratch *s = *state;

	remove(s->file);
	remove(s->directory);
	free(s);
	return 0;
}

/* verdict.c - what /init says of a config on standard input: its code and its libc, no boot. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/text.h"
#include "common/vmconfig.h"

/* As the host's tools do, which their verdict is compared to. */
static void print(const struct diag *d)
{
	text_one_line(d->pointer);
	fprintf(stderr, "<stdin>:%zu:%zu: %s: %s%s\n", d->line, d->column,
		*d->pointer ? d->pointer : "/", d->severity == DIAG_WARNING ? "warning: " : "",
		d->text);
}

int main(void)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct vmconfig config = VMCONFIG_INIT;
	size_t room = JSON_MAX_SIZE + 1; /* one too many, so that a text too large is seen as one */
	auto_free char *text = malloc(room);
	int r;

	if (!text)
		return 1;
	r = vmconfig_parse(text, fread(text, 1, room, stdin), &config, &list);
	diag_sort(&list);
	for (size_t i = 0; i < list.count; i++)
		print(&list.items[i]);
	diag_list_release(&list);
	vmconfig_release(&config);
	if (r == -EBADMSG)
		return 3;
	return r == -EINVAL ? 4 : r != 0;
}

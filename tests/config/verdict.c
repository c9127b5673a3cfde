/* verdict.c - what /init says of a config on standard input: its code and its libc, no boot. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/vmconfig.h"

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
	diag_print(&list, "<stdin>", stderr);
	diag_list_release(&list);
	vmconfig_release(&config);
	if (r == -EBADMSG)
		return 3;
	return r == -EINVAL ? 4 : r != 0;
}

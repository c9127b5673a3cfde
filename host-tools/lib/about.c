/* about.c - what every tool can say about itself. */
#include "host-tools/lib/about.h"

#include <errno.h>
#include <stdio.h>

#include "host-tools/lib/completion.h"
#include "host-tools/lib/stream.h"

static enum tool_exit flush(struct error *e)
{
	return stream_write(NULL, 0, e) < 0 ? TOOL_IO : TOOL_OK;
}

int about_check_shell(const char *shell, struct error *e)
{
	if (completion_knows(shell))
		return 0;
	return error_set(e, EINVAL, "--completion is '%s' (it must be " COMPLETION_SHELLS ")", shell);
}

enum tool_exit about_help(const struct tool *tool, struct error *e)
{
	options_print_help(tool, stdout);
	return flush(e);
}

enum tool_exit about_version(const struct tool *tool, struct error *e)
{
	printf("%s %s\n", tool->name, GUEST_INIT_VERSION);
	return flush(e);
}

enum tool_exit about_completion(const struct tool *tool, const char *shell, struct error *e)
{
	completion_print(tool, shell, stdout);
	return flush(e);
}

/* about.c - what every tool can say about itself. */
#include "host-tools/lib/about.h"

#include <errno.h>
#include <stdio.h>

#include "host-tools/lib/completion.h"
#include "host-tools/lib/stream.h"

struct completion_request {
	const struct tool *tool;
	const char *shell;
};

static void print_help(FILE *out, const void *tool)
{
	options_print_help(tool, out);
}

static void print_version(FILE *out, const void *what)
{
	const struct tool *tool = what;

	fprintf(out, "%s %s\n", tool->name, GUEST_INIT_VERSION);
}

static void print_completion(FILE *out, const void *what)
{
	const struct completion_request *request = what;

	completion_print(request->tool, request->shell, out);
}

int about_check_shell(const char *shell, struct error *e)
{
	if (completion_knows(shell))
		return 0;
	return error_set(e, EINVAL, "--completion is '%s' (it must be " COMPLETION_SHELLS ")",
			 shell);
}

enum tool_exit about_help(const struct tool *tool, struct error *e)
{
	return stream_print(print_help, tool, e) < 0 ? TOOL_IO : TOOL_OK;
}

enum tool_exit about_version(const struct tool *tool, struct error *e)
{
	return stream_print(print_version, tool, e) < 0 ? TOOL_IO : TOOL_OK;
}

enum tool_exit about_completion(const struct tool *tool, const char *shell, struct error *e)
{
	const struct completion_request request = { .tool = tool, .shell = shell };

	return stream_print(print_completion, &request, e) < 0 ? TOOL_IO : TOOL_OK;
}

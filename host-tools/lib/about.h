/* about.h - what every tool can say about itself, on standard output. */
#pragma once
#include "common/error.h"
#include "host-tools/lib/exit_codes.h"
#include "host-tools/lib/options.h"

/* The rows of each tool's table. letter 'V' and 'h' are theirs in every tool. */
#define ABOUT_COMPLETION                                                                      \
	{ "completion", 0, "SHELL", "Other", "print a completion script for bash or zsh" }
#define ABOUT_HELP { "help", 'h', NULL, "Other", "print this text" }
#define ABOUT_VERSION { "version", 'V', NULL, "Other", "print the version" }

/* Check the argument of --completion. Returns 0 or -EINVAL. */
int about_check_shell(const char *shell, struct error *e);

/* Each returns TOOL_OK, or TOOL_IO with *e set. shell: a checked one. */
enum tool_exit about_help(const struct tool *tool, struct error *e);
enum tool_exit about_version(const struct tool *tool, struct error *e);
enum tool_exit about_completion(const struct tool *tool, const char *shell, struct error *e);

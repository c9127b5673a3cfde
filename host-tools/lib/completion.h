/* completion.h - shell completion from a tool's option table. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

#include "host-tools/lib/options.h"

#define COMPLETION_SHELLS "bash or zsh"

/* True for "bash" and "zsh". */
bool completion_knows(const char *shell);

/* Print the completion script of a tool for one of these shells. It is for
 * `eval "$(TOOL --completion bash)"`; in zsh also for a file _TOOL in a folder of $fpath. */
void completion_print(const struct tool *tool, const char *shell, FILE *out);

/* cmdline.h - the kernel's command line for a target. */
#pragma once
#include "host-tools/lib/target.h"

#define CMDLINE_MAX 2047u /* bytes: COMMAND_LINE_SIZE of x86 and arm64, less the NUL */

/* The console, what ends the VM on a panic, what the target needs, then host.cmdline_append. A line
 * that doesn't fit goes to list.
 * Returns 0 and text that the caller frees, or -ENOMEM. */
int cmdline_make(const struct target *target, const struct render *r, char **ret,
		 struct diag_list *list);

/* cmdline.h - the kernel's command line for a target. */
#pragma once
#include "host-tools/lib/target.h"

/* The console, what ends the VM on a panic, what machine and target need, then
 * host.cmdline_append. One that is too long goes to list.
 * Returns 0 and text that the caller frees, or -ENOMEM. */
int cmdline_make(const struct target *target, const struct render *r, char **ret,
		 struct diag_list *list);

/* mount_options.h - mount options, split by libmount into flags and the filesystem's own. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

/* Split options into the flags of mount(2) and what the filesystem itself understands. What only
 * mount(8) understands (nofail, noauto, x-…) is dropped.
 * options: count words without a comma.
 * flags: in: what holds unless an option says otherwise; MS_BIND allows "bind" and "rbind".
 * data: in: the filesystem's own options that come first, a string to be freed, or NULL; out: those
 * and the given ones, with commas between; NULL when there are none.
 * Returns 0; -EINVAL: an option that is no property of a new mount (remount, shared…); -ENOMEM. */
int mount_options_add(char *const *options, size_t count, unsigned long *flags, char **data,
		      struct error *e);

/* Take the option name, if it is there, out of data. Returns true when it was there. */
bool mount_options_take(char **data, const char *name);

/* ext2_error.h - libext2fs's error codes as ours. */
#pragma once
#include <ext2fs/ext2fs.h>

#include "common/error.h"

/* Describe a failure of libext2fs as "what: libext2fs's own words".
 * code: not 0. Returns the negative errno that fits best: -EIO for codes that say no more. */
int ext2_error(struct error *e, errcode_t code, const char *what);

/* ext2_error.c - libext2fs's error codes as ours. */
#include "host-tools/lib/ext2_error.h"

#include <errno.h>
#include <string.h>

#include <et/com_err.h>

/* com_err numbers a library's codes from a base far above the system's. */
#define ERRNO_LIMIT 4096

static int errno_of(errcode_t code)
{
	if (code > 0 && code < ERRNO_LIMIT)
		return (int)code;
	return code == EXT2_ET_NO_MEMORY ? ENOMEM : EIO;
}

int ext2_error(struct error *e, errcode_t code, const char *what)
{
	initialize_ext2_error_table(); /* does nothing the second time */
	return error_set(e, errno_of(code), "%s: %s", what, error_message(code));
}

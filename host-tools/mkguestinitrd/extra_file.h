/* extra_file.h - files of the host that the user wants in the initrd. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"
#include "host-tools/mkguestinitrd/tree.h"

struct extra_file {
	char *source;	     /* a regular file of the host */
	char *path;	     /* where it goes in the initrd, absolute */
	mode_t mode;	     /* permissions, unless mode_of_source */
	bool mode_of_source; /* 0755 if the owner may execute the source, else 0644 */
};

/* Parse "SRC:DEST[:MODE]". Neither SRC nor DEST can contain ':'; MODE is octal, 0-7777.
 * Returns 0, -EINVAL or -ENOMEM. ret is for extra_file_release(). */
int extra_file_parse(const char *text, struct extra_file *ret, struct error *e);

/* Read the source and add it to t. Returns 0, or as input_file_read() and tree_add_file(). */
int extra_file_add(struct tree *t, const struct extra_file *file, struct error *e);

/* Accepts a zeroed one. */
void extra_file_release(struct extra_file *file);

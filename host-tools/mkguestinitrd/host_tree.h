/* host_tree.h - a directory of the host, with all that is in it, in the initrd. */
#pragma once
#include "common/error.h"
#include "host-tools/mkguestinitrd/tree.h"

/* Add dir as path: directories, regular files (0755 if the owner may execute them, else 0644) and
 * symbolic links, which stay links. At most HOST_TREE_DEPTH directories deep.
 * Returns 0; -EINVAL: something else is in it; -ELOOP: deeper; as input_file_read() and
 * tree_add_file(). */
#define HOST_TREE_DEPTH 64
int host_tree_add(struct tree *t, const char *path, const char *dir, struct error *e);

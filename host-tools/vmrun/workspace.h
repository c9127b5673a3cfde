/* workspace.h - the private directory of a run's disks. */
#pragma once
#include <stdbool.h>

#include "common/error.h"

struct workspace {
	char *path; /* absolute; NULL: not open */
	bool is_made, is_kept;
};

/* Make a directory of mode 0700: keep, which must be empty if it is there already and stays, or a
 * new one in TMPDIR or /tmp. make false: only say what it would be called.
 * Returns 0 or a negative errno. */
int workspace_open(struct workspace *w, const char *keep, bool make, struct error *e);

/* The path of a file in it; the caller frees it. NULL: out of memory. */
char *workspace_file(const struct workspace *w, const char *name);

/* Remove a tree, as far as possible. */
void workspace_remove_tree(const char *path);

/* Remove it, unless it is kept. It can be removed while its files are open. */
void workspace_remove(struct workspace *w);

/* Remove it, unless it is kept, and forget its path. Accepts a zeroed one. */
void workspace_close(struct workspace *w);

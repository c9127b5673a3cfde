/* tree.h - what an initrd contains: its files, links, directories and devices, sorted by path. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"
#include "host-tools/mkguestinitrd/buffer.h"

/* Limits of a whole initrd: entries, and bytes of file content. */
#define TREE_ENTRIES_MAX 65536
#define TREE_SIZE_MAX ((size_t)1 << 30)
/* The longest path, in bytes, without NUL. The kernel skips what exceeds its PATH_MAX. */
#define TREE_PATH_MAX 1023

struct tree_entry {
	char *path;  /* absolute: "/dev/console" */
	mode_t mode; /* type and permissions */
	uint32_t device_major, device_minor;
	struct buffer content; /* of a regular file; what a symbolic link points at */
};

struct tree {
	struct tree_entry *entries; /* in byte order of their paths: parents before children */
	size_t count;
	size_t content_size; /* bytes of all files */
};

#define TREE_INIT { 0 }

/* True for an absolute path, within TREE_PATH_MAX, without "//", ".", "..", a slash at the end and
 * control characters. */
bool tree_path_is_plain(const char *path);

/* Add a regular file; missing parents become directories of mode 0755.
 * path: plain, see above. mode: permissions.
 * content: taken over, also on failure; empty afterwards.
 * Returns 0; -EINVAL (not a plain path), -EEXIST, -ENOTDIR (a file stands where a directory must),
 * -E2BIG (a limit of above), -ENOMEM; *e names the path. */
int tree_add_file(struct tree *t, const char *path, mode_t mode, struct buffer *content,
		  struct error *e);

/* Add a character device, by the same rules. */
int tree_add_device(struct tree *t, const char *path, mode_t mode, uint32_t device_major,
		    uint32_t device_minor, struct error *e);

/* Add a directory, by the same rules. */
int tree_add_directory(struct tree *t, const char *path, mode_t mode, struct error *e);

/* Add a symbolic link to target, which is taken over, also on failure; by the same rules. */
int tree_add_link(struct tree *t, const char *path, struct buffer *target, struct error *e);

/* True when something stands at path. */
bool tree_has(const struct tree *t, const char *path);

/* Accepts an empty tree. */
void tree_release(struct tree *t);

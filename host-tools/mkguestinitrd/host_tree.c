/* host_tree.c - a directory of the host, with all that is in it, in the initrd. */
#include "host-tools/mkguestinitrd/host_tree.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/input_file.h"

static int add_directory(struct tree *t, const char *path, const char *dir, unsigned depth,
			 struct error *e);

static int add_file(struct tree *t, const char *path, const char *source, struct error *e)
{
	auto_buffer struct buffer content = BUFFER_INIT;
	mode_t mode;
	int r = input_file_read(source, &content, &mode, e);

	return r < 0 ? r : tree_add_file(t, path, (mode & S_IXUSR) ? 0755 : 0644, &content, e);
}

static int add_link(struct tree *t, const char *path, const char *source, struct error *e)
{
	auto_buffer struct buffer target = BUFFER_INIT;
	char text[PATH_MAX];
	ssize_t n = readlink(source, text, sizeof(text));

	if (n < 0)
		return error_set(e, errno, "'%s': %m", source);
	if (n == sizeof(text) || buffer_append(&target, text, (size_t)n) < 0)
		return error_set(e, ENOMEM, "'%s': %m", source);
	return tree_add_link(t, path, &target, e);
}

static int add_any(struct tree *t, const char *path, const char *source, unsigned depth,
		   struct error *e)
{
	struct stat st;

	if (lstat(source, &st) < 0)
		return error_set(e, errno, "'%s': %m", source);
	if (S_ISDIR(st.st_mode))
		return add_directory(t, path, source, depth, e);
	if (S_ISLNK(st.st_mode))
		return add_link(t, path, source, e);
	return add_file(t, path, source, e);
}

static int add_below(struct tree *t, const char *path, const char *dir, const char *name,
		     unsigned depth, struct error *e)
{
	auto_free char *source = NULL;
	auto_free char *target = NULL;

	if (asprintf(&source, "%s/%s", dir, name) < 0)
		source = NULL;
	if (asprintf(&target, "%s/%s", path, name) < 0)
		target = NULL;
	if (!source || !target)
		return error_set(e, ENOMEM, "'%s': %m", dir);
	return add_any(t, target, source, depth, e);
}

static int add_directory(struct tree *t, const char *path, const char *dir, unsigned depth,
			 struct error *e)
{
	struct dirent **entries = NULL;
	int count, r;

	if (depth > HOST_TREE_DEPTH)
		return error_set(e, ELOOP, "'%s': more than %d directories deep", dir,
				 HOST_TREE_DEPTH);
	r = tree_add_directory(t, path, 0755, e);
	if (r < 0)
		return r;
	count = scandir(dir, &entries, NULL, alphasort); /* a sorted tree grows at its end */
	if (count < 0)
		return error_set(e, errno, "'%s': %m", dir);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (r == 0 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			r = add_below(t, path, dir, name, depth + 1, e);
		free(entries[i]);
	}
	free(entries);
	return r;
}

int host_tree_add(struct tree *t, const char *path, const char *dir, struct error *e)
{
	return add_directory(t, path, dir, 1, e);
}

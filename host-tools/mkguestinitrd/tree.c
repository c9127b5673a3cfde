/* tree.c - what an initrd contains: its files, links, directories and devices, sorted by path. */
#include "host-tools/mkguestinitrd/tree.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"

/* Where path stands, or would stand. */
static size_t tree_place(const struct tree *t, const char *path)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(t->entries[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct tree_entry *tree_find(const struct tree *t, const char *path)
{
	size_t place = tree_place(t, path);

	if (place < t->count && strcmp(t->entries[place].path, path) == 0)
		return &t->entries[place];
	return NULL;
}

bool tree_has(const struct tree *t, const char *path)
{
	return tree_find(t, path) != NULL;
}

/* Takes entry->content over when it succeeds. */
static int tree_insert(struct tree *t, const char *path, const struct tree_entry *entry,
		       struct error *e)
{
	size_t place = tree_place(t, path);
	struct tree_entry *entries;
	auto_free char *copy = NULL;

	if (t->count >= TREE_ENTRIES_MAX)
		return error_set(e, E2BIG, "'%s': more than %d entries", path, TREE_ENTRIES_MAX);
	if (entry->content.size > TREE_SIZE_MAX - t->content_size)
		return error_set(e, E2BIG, "'%s': more than %zu MiB in all", path,
				 TREE_SIZE_MAX >> 20);
	copy = strdup(path);
	if (!copy)
		return error_set(e, ENOMEM, "'%s': %m", path);
	entries = t->entries;
	if (!(t->count & (t->count - 1))) /* full: room doubles at 0, 1, 2, 4, … */
		entries = reallocarray(entries, t->count ? 2 * t->count : 1, sizeof(*entries));
	if (!entries)
		return error_set(e, ENOMEM, "'%s': %m", path);
	t->entries = entries;
	memmove(entries + place + 1, entries + place, (t->count - place) * sizeof(*entries));
	entries[place] = *entry;
	entries[place].path = take_ptr(copy);
	t->count++;
	t->content_size += entry->content.size;
	return 0;
}

bool tree_path_is_plain(const char *path)
{
	size_t i, size;

	if (path[0] != '/' || strlen(path) > TREE_PATH_MAX)
		return false;
	for (i = 0; path[i]; i++)
		if (iscntrl((unsigned char)path[i]))
			return false;
	while (*path) { /* at the slash before a component */
		path++;
		size = strcspn(path, "/");
		if (size == 0 || (size == 1 && path[0] == '.') ||
		    (size == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		path += size;
	}
	return true;
}

static int tree_add_parents(struct tree *t, const char *path, struct error *e)
{
	const struct tree_entry directory = { .mode = S_IFDIR | 0755 };
	char parent[TREE_PATH_MAX + 1];
	const struct tree_entry *found;
	const char *slash = path;
	int r;

	while ((slash = strchr(slash + 1, '/'))) {
		memcpy(parent, path, (size_t)(slash - path));
		parent[slash - path] = '\0';
		found = tree_find(t, parent);
		if (found && !S_ISDIR(found->mode))
			return error_set(e, ENOTDIR, "'%s': '%s' is a file already", path, parent);
		r = found ? 0 : tree_insert(t, parent, &directory, e);
		if (r < 0)
			return r;
	}
	return 0;
}

static int tree_add(struct tree *t, const char *path, const struct tree_entry *entry,
		    struct error *e)
{
	int r;

	if (!tree_path_is_plain(path))
		return error_set(e, EINVAL,
				 "'%s' is not a plain absolute path of at most %d bytes (no '..', "
				 "no '//', no '/' at the end)", path, TREE_PATH_MAX);
	if (tree_has(t, path))
		return error_set(e, EEXIST, "'%s' is in the initrd already", path);
	r = tree_add_parents(t, path, e);
	return r < 0 ? r : tree_insert(t, path, entry, e);
}

int tree_add_file(struct tree *t, const char *path, mode_t mode, struct buffer *content,
		  struct error *e)
{
	struct tree_entry entry = {
		.mode = S_IFREG | (mode & 07777),
		.content = buffer_take(content),
	};
	int r = tree_add(t, path, &entry, e);

	if (r < 0)
		buffer_release(&entry.content);
	return r;
}

int tree_add_directory(struct tree *t, const char *path, mode_t mode, struct error *e)
{
	const struct tree_entry entry = { .mode = S_IFDIR | (mode & 07777) };

	return tree_add(t, path, &entry, e);
}

int tree_add_link(struct tree *t, const char *path, struct buffer *target, struct error *e)
{
	struct tree_entry entry = { .mode = S_IFLNK | 0777, .content = buffer_take(target) };
	int r = tree_add(t, path, &entry, e);

	if (r < 0)
		buffer_release(&entry.content);
	return r;
}

int tree_add_device(struct tree *t, const char *path, mode_t mode, uint32_t device_major,
		    uint32_t device_minor, struct error *e)
{
	const struct tree_entry entry = {
		.mode = S_IFCHR | (mode & 07777),
		.device_major = device_major,
		.device_minor = device_minor,
	};

	return tree_add(t, path, &entry, e);
}

void tree_release(struct tree *t)
{
	for (size_t i = 0; i < t->count; i++) {
		free(t->entries[i].path);
		buffer_release(&t->entries[i].content);
	}
	free(t->entries);
	*t = (struct tree)TREE_INIT;
}

/* path.c - the one way to write an absolute path. */
#include "common/path.h"

#include <stdlib.h>
#include <string.h>

const char *path_skip(const char *path)
{
	while (*path == '/' || (path[0] == '.' && (path[1] == '/' || !path[1])))
		path++;
	return path;
}

bool path_is_in(const char *path, const char *dir)
{
	path = path_skip(path);
	for (dir = path_skip(dir); *dir; dir = path_skip(dir)) {
		size_t len = strcspn(dir, "/");

		if (strcspn(path, "/") != len || memcmp(path, dir, len) != 0)
			return false;
		path = path_skip(path + len);
		dir += len;
	}
	return true;
}

char *path_normalize(const char *path)
{
	char *out = malloc(strlen(path) + 2), *p = out;

	if (!out)
		return NULL;
	for (path = path_skip(path); *path; path = path_skip(path)) {
		size_t len = strcspn(path, "/");

		*p++ = '/';
		memcpy(p, path, len);
		p += len;
		path += len;
	}
	*p = '\0';
	return out;
}

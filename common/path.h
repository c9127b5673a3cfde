/* path.h - the one way to write an absolute path: no "." parts, no doubled or trailing slashes. */
#pragma once
#include <stdbool.h>

/* Skip slashes and "." parts. Returns where the next part begins, or the end of the text. */
const char *path_skip(const char *path);

/* True when path is dir itself or lies in it. Both are absolute, without "..". */
bool path_is_in(const char *path, const char *dir);

/* Write a path in the one way; the root becomes "". path: absolute, without "..".
 * Returns a string that the caller frees; NULL when memory ran out. */
char *path_normalize(const char *path);

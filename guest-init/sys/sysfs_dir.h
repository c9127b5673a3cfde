/* sysfs_dir.h - read the kernel's devices, whatever was mounted over /sys or taken away from it. */
#pragma once
#include <dirent.h>

/* Open a directory of sysfs, by a mount of its own that has no place in the tree. name: below /sys.
 * Returns a directory that the caller closes, or NULL. */
DIR *sysfs_dir_open(const char *name);

/* copy_file.h - copy a file's contents into a new file. */
#pragma once
#include <sys/types.h>

/* Make the file name, which must not be there, in dir_fd, with mode, and copy from_fd into it.
 * from_fd: of a regular file, open for reading, at its beginning.
 * Returns 0 or a negative errno; on failure there is no new file. */
int copy_file(int from_fd, int dir_fd, const char *name, mode_t mode);

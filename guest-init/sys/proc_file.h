/* proc_file.h - read the kernel's lists, whatever was mounted over /proc or taken away from it. */
#pragma once
#include <stdio.h>

/* Open a file of procfs, by a mount of its own that has no place in the tree. name: below /proc.
 * Returns 0 and a stream for reading that the caller closes, or a negative errno. */
int proc_file_open(const char *name, FILE **ret);

/* Undo the \ooo escapes that proc(5) has in paths, in place. */
void proc_file_unescape(char *text);

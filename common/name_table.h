/* name_table.h - numbers of Linux by their names: signals, resource limits, capabilities. */
#pragma once
#include <stddef.h>

struct name_number {
	const char *name; /* upper case, without its prefix */
	int number;
};

struct name_table {
	const char *prefix; /* "SIG"; may be left out, letter case doesn't count */
	const struct name_number *items;
	size_t count;
};

/* Returns the number, or -ENOENT. */
int name_table_find(const struct name_table *table, const char *name);

extern const struct name_table signal_names;	 /* signal(7) */
extern const struct name_table rlimit_names;	 /* getrlimit(2) */
extern const struct name_table capability_names; /* capabilities(7) */

/* The first real-time signal that programs may use. The kernel's are from 32 on; glibc keeps two
 * for itself, and what runs under us is more often built against it than against musl. */
#define SIGNAL_RTMIN 34
#define SIGNAL_RTMAX 64

/* A signal as OCI images and people write it: "SIGTERM", "TERM", "15", "RTMIN+3", "SIGRTMAX-1".
 * Returns 1 to 64, or -EINVAL. */
int signal_parse(const char *text);

/* accounts.h - who a user is by the passwd and group files of a container's root.
 *
 * No NSS. The files are the image's and hostile: lines that make no sense, comments and those of
 * NIS ('+', '-') are passed over; the first line that matches counts. As container runtimes do:
 *
 *   a name that isn't there             an error
 *   a uid that isn't there              gid 0, home "/"
 *   a group is given                    it replaces the user's own, and no others are looked up
 *   a home that isn't an absolute path  "/" */
#pragma once
#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/user.h"

#define ACCOUNTS_FILE_MAX (1u << 20) /* bytes */
#define ACCOUNT_MAX_GROUPS 1024u

struct account {
	uid_t uid;
	gid_t gid;
	char home[PATH_MAX];
	/* For setgroups(2): gid first, so that nobody escapes what is forbidden to their group;
	 * then every group that lists the user, in the file's order, each once. */
	gid_t groups[ACCOUNT_MAX_GROUPS];
	size_t group_count; /* at least 1 */
};

/* A file's content; data is NULL when there is no such file. */
struct accounts_text {
	const char *data;
	size_t len;
};

/* Resolve with /etc/passwd and /etc/group below root_fd; either may be missing.
 * Returns 0; -ENOENT: no such user or group, *e names it; -E2BIG: the user is in more groups than
 * ACCOUNT_MAX_GROUPS; -EFBIG: a file has more than ACCOUNTS_FILE_MAX bytes; -EINVAL: one isn't a
 * regular file; another negative errno of reading them. Opens nothing but regular files. */
int accounts_resolve(int root_fd, const struct user_spec *spec, struct account *ret,
		     struct error *e);

/* The same on what the files hold; no -EFBIG, -EINVAL. */
int accounts_resolve_text(const struct accounts_text *passwd, const struct accounts_text *group,
			  const struct user_spec *spec, struct account *ret, struct error *e);

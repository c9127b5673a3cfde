/* mount_options.c - mount options, split by libmount into flags and the filesystem's own. */
#include "guest-init/sys/mount_options.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mount.h>

#include <libmount/libmount.h>

#include "common/cleanup.h"

/* What may be said of a new mount. */
#define ALLOWED                                                                               \
	(MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOSYMFOLLOW | MS_SILENT |          \
	 MS_SYNCHRONOUS | MS_DIRSYNC | MS_MANDLOCK | MS_LAZYTIME |                            \
	 MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME)

static int add(const char *option, unsigned long *flags, char **data, struct error *e)
{
	const unsigned long allowed = *flags & MS_BIND ? ALLOWED | MS_BIND | MS_REC : ALLOWED;
	auto_free char *own = NULL;
	unsigned long said = 0;
	int r;

	/* Alone first: what it sets shows whether it belongs here. */
	r = mnt_optstr_get_flags(option, &said, mnt_get_builtin_optmap(MNT_LINUX_MAP));
	if (r == 0 && (said & ~allowed))
		return error_set(e, EINVAL, "option '%s' is not for a new mount", option);
	if (r == 0)
		r = mnt_optstr_get_flags(option, flags, mnt_get_builtin_optmap(MNT_LINUX_MAP));
	if (r == 0)
		r = mnt_split_optstr(option, NULL, NULL, &own, 0, 0);
	if (r == 0 && own)
		r = mnt_optstr_append_option(data, own, NULL);
	return r < 0 ? error_set(e, -r, "option '%s': %m", option) : 0;
}

int mount_options_add(char *const *options, size_t count, unsigned long *flags, char **data,
		      struct error *e)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = add(options[i], flags, data, e);
	return r;
}

bool mount_options_take(char **data, const char *name)
{
	bool found = *data && mnt_optstr_remove_option(data, name) == 0;

	if (found && !**data) {
		free(*data);
		*data = NULL;
	}
	return found;
}

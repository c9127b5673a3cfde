/* volume_arg.c - the argument of --volume: SRC:PATH[:MODE]. */
#include "host-tools/vmrun/volume_arg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/vmrun/image.h"

static int take_mode(const char *mode, const char **ret)
{
	static const char *const modes[] = { "rw", "ro", "overlay" };

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (!strcmp(mode, modes[i])) {
			*ret = modes[i];
			return 0;
		}
	return -EINVAL;
}

static int check_source(const struct volume_arg *v, const char *arg, struct error *e)
{
	enum source_kind kind;
	int r = image_probe(v->source, &kind, e);

	if (r < 0)
		return error_wrap(e, r, "--volume %s", arg);
	if ((kind == SOURCE_DIRECTORY || kind == SOURCE_TAR) && !strcmp(v->mode, "rw"))
		return error_set(e, EINVAL, "--volume %s: what is written to it can't come back "
				 "into a directory or archive (add :ro or :overlay, or give a disk "
				 "image)", arg);
	return 0;
}

/* From the right, since SRC may have colons; a PATH has none. */
int volume_arg_take(const char *arg, struct volume_arg *v, struct error *e)
{
	auto_free char *text = strdup(arg);
	char *colon = text ? strrchr(text, ':') : NULL;

	if (!text)
		return error_set(e, ENOMEM, "%m");
	v->mode = "rw";
	if (colon && colon[1] != '/') {
		if (take_mode(colon + 1, &v->mode) < 0)
			return error_set(e, EINVAL, "--volume %s: '%s' is neither an absolute path "
					 "nor ro, rw or overlay", arg, colon + 1);
		*colon = '\0';
		colon = strrchr(text, ':');
	}
	if (!colon || colon == text || colon[1] != '/')
		return error_set(e, EINVAL, "--volume %s: SRC:PATH[:ro|:rw|:overlay] is expected, "
				 "with an absolute PATH", arg);
	*colon = '\0';
	v->source = strdup(text);
	v->path = strdup(colon + 1);
	return v->source && v->path ? check_source(v, arg, e) : error_set(e, ENOMEM, "%m");
}

void volume_arg_release(struct volume_arg *v)
{
	free(v->source);
	free(v->path);
	*v = (struct volume_arg){ 0 };
}

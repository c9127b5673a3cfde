/* volume_arg.h - the argument of --volume: SRC:PATH[:MODE]. */
#pragma once
#include "common/error.h"

struct volume_arg {
	char *source, *path;
	const char *mode; /* ro, rw, overlay */
};

/* Read arg into *v, which is zeroed and for volume_arg_release(), after a failure too. SRC is
 * looked at: it has to be there, and to be able to take what is written to it.
 * Returns 0; -EINVAL, -ENOMEM or another negative errno with *e saying what is wrong. */
int volume_arg_take(const char *arg, struct volume_arg *v, struct error *e);

void volume_arg_release(struct volume_arg *v);

/* owners.h - who owns the files in an ext4 image. */
#pragma once
#include <sys/types.h>

#include "common/error.h"

/* Make root the owner of all that uid owns in the image, and root's group that of all of group gid.
 * Returns 0 or a negative errno, with *e naming the image. */
int owners_give_to_root(const char *image, uid_t uid, gid_t gid, struct error *e);

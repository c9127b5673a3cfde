/* root_file.h - write a file into the container's root, also into a read-only one. */
#pragma once
#include "common/error.h"
#include "guest-init/boot.h"
#include "guest-init/sys/inroot.h"

/* Put a file where its path is, as inroot_put_file(). Where the root is read-only, the file is
 * written to a small tmpfs and mounted over the one that is there (links are followed, inside the
 * root). Only before phase "switch".
 * Returns 0; -EROFS: read-only, and there is no such file to mount over; another negative errno. */
int root_file_write(struct boot *b, const struct inroot_file *file, struct error *e);

/* mount_entry.h - make one of the config's mounts[]: tmpfs, virtiofs, 9p, or a part of the root. */
#pragma once
#include "common/error.h"
#include "guest-init/boot.h"

/* Make the mount and attach it to its target inside the root. The target is made if it is missing,
 * a file when a file is bound to it. Returns 0 or a negative errno. */
int mount_entry_mount(struct boot *b, const struct mount_entry *m, struct error *e);

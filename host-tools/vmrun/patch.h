/* patch.h - the part of a spec that vmrun's command line says. */
#pragma once
#include <cjson/cJSON.h>

#include "host-tools/vmrun/request.h"
#include "host-tools/vmrun/workspace.h"

/* The same as JSON: a whole spec with --rootfs, else what is to be changed in one. Disks that are
 * to be made for the run are files of the workspace. Returns a tree that the caller frees; NULL:
 * out of memory. */
cJSON *patch_make(const struct request *request, const struct workspace *workspace);

/* oci_convert.h - from OCI's objects to a vmconfig; for the files that implement oci.h. */
#pragma once
#include "common/diag.h"
#include "common/vmconfig.h"
#include "host-tools/lib/oci_tables.h"

/* Move what oci says into ret, which object_init() has filled. What doesn't go goes to list.
 * Return 0 or -ENOMEM. */
int oci_convert_image(struct oci_image *oci, struct vmconfig *ret, struct diag_list *list);
int oci_convert_runtime(struct oci_runtime *oci, struct vmconfig *ret, struct diag_list *list);
int oci_convert_mounts(const struct oci_runtime *oci, struct vmconfig *ret, struct diag_list *list);

/* Put "NAME=VALUE" strings into ret->env; of two with one name, the later counts. */
int oci_convert_env(const struct strv *env, const char *pointer, struct vmconfig *ret,
		    struct diag_list *list);

/* Say that the field named name comes from the document, and move what it is from *from. */
#define OCI_MOVE(ret, name, from)                                 \
	({                                                        \
		(ret)->name = (from);                             \
		memset(&(from), 0, sizeof(from));                 \
		object_mark(&vmconfig_type, ret, #name);          \
	})

/* oci.h - read what a container was to run: an OCI image config, or a runtime config.json.
 *
 * The two are told apart by what they contain. Keys that say nothing about the workload are passed
 * over; what a VM can't take over is a warning or an error that names its pointer.
 * Source: image-spec config.md; runtime-spec config.md and config-linux.md. */
#pragma once
#include "common/diag.h"
#include "common/vmconfig.h"

enum oci_kind { OCI_IMAGE, OCI_RUNTIME, OCI_KIND_COUNT };

struct oci_config {
	enum oci_kind kind;
	struct vmconfig config; /* holds only what the document gives */
};

/* Read a document of len bytes, a NUL behind them. Findings go to list, without their places: they
 * are for json_locate() in the same text, in which a limit of 2^64 - 1 has become -1.
 * Returns 0 and a config for oci_release(), with diag_failed() as the verdict; -EBADMSG when the
 * syntax is wrong; -EINVAL when it is neither of the two; -ENOMEM. */
int oci_parse(char *text, size_t len, struct oci_config *ret, struct diag_list *list);

/* Where in a document a field of the config came from: a JSON pointer, "" for one that never does.
 * field: a name of vmconfig's table. */
const char *oci_origin(enum oci_kind kind, const char *field);

/* Accepts a zeroed config. */
void oci_release(struct oci_config *oci);

/* verify.h - does a disk carry exactly what a spec makes? */
#pragma once
#include "host-tools/lib/document.h"
#include "host-tools/lib/exit_codes.h"
#include "host-tools/lib/spec.h"

/* Compare the config on the disk at path with the spec's. What differs goes to the findings of a
 * document that stands for the disk; it is named, never shown.
 * Returns TOOL_OK, TOOL_MISMATCH, or TOOL_IO with *e set. */
enum tool_exit verify_disk(const struct spec *spec, const char *path,
			   struct document_list *documents, struct error *e);

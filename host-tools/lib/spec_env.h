/* spec_env.h - a spec's variables: of the image, env files, the spec, the command line, secrets. */
#pragma once
#include "host-tools/lib/spec.h"

/* Put everything that adds to the environment into config->env.
 * image: the image's variables, taken over (emptied). ret_merged: whether anything but the spec's
 * own counts. Findings go to documents. Returns as spec_load(). */
enum tool_exit spec_env_merge(const struct spec_request *request, struct strmap *image,
			      struct vmconfig *config, struct document_list *documents,
			      bool *ret_merged, struct error *e);

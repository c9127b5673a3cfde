/* spec.h - from a spec, and what a command line adds to it, to what the VM is to be.
 *
 * Theory of operation. A spec says what it wants to be different; a container's config says the
 * rest. The effective config is the spec, laid over the image by docker's rule:
 *   - entrypoint and cmd are the spec's where it gives them; one that gives entrypoint, even an
 *     empty one, takes no cmd from the image;
 *   - env: the image's, then the env files' in order, then the spec's, then the command line's,
 *     then secrets; by name, the last one counts;
 *   - every other field is the spec's if it gives it, else the image's.
 * null is "not given" everywhere. vmconfig_choose_init_mode() sees the effective config.
 *
 * Paths in a spec start from its folder, those of the command line from the working directory. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "common/error.h"
#include "common/vmconfig.h"
#include "host-tools/lib/document.h"
#include "host-tools/lib/exit_codes.h"

struct texts { /* of a command line; not owned */
	const char **items;
	size_t count;
};

struct spec_request {
	const char *path;	/* of the spec; "-" is standard input */
	const char *text;	/* the spec itself, which messages call path; NULL: it is at path */
	const cJSON *patch;	/* RFC 7396: merged into it before it is looked at; NULL: none */
	const char *image;	/* instead of the spec's own; NULL: none */
	struct texts env_files; /* behind the spec's own */
	struct texts env;	/* NAME=VALUE; or NAME: taken from the environment, or taken out */
	struct texts secrets;	/* NAME=FILE; behind the spec's own */
	bool strict;		/* unknown keys are errors */
};

struct spec {
	struct vmconfig config; /* effective, with what only the host reads */
	cJSON *root;		/* the spec as it came, patched */
	/* What goes to the disk: the spec's own bytes where they say all, else JSON in the tables'
	 * order, without what only the host reads. */
	char *text;
	size_t len; /* bytes */
};

/* Read and check it all. Findings go to documents, with their places, and never show a value of
 * env. Returns TOOL_OK and a spec released with spec_release(), or what the tool is to exit with;
 * *e, when set, is yet to be printed. */
enum tool_exit spec_load(const struct spec_request *request, struct document_list *documents,
			 struct spec *ret, struct error *e);

/* Add an argument of --env to env, which has room for it. The text stays the caller's.
 * Returns 0, or -EINVAL with *e showing its name only: the value may be a secret. */
int spec_take_env(const char *arg, struct texts *env, struct error *e);

/* A path in the spec, which starts from the spec's folder. NULL: out of memory. */
char *spec_path(const struct spec_request *request, const char *path);

/* Accepts a zeroed spec. */
void spec_release(struct spec *spec);

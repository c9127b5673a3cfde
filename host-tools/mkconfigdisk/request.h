/* request.h - mkconfigdisk's command line. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "host-tools/lib/options.h"
#include "host-tools/lib/spec.h"

enum mode {
	MODE_WRITE,
	MODE_CHECK,
	MODE_PRINT_CONFIG,
	MODE_VERIFY,
	MODE_DUMP,
	MODE_STATUS,
	MODE_SCHEMA,
	MODE_COMPLETION,
	MODE_HELP,
	MODE_VERSION,
	MODE_COUNT
};

struct request {
	enum mode mode;
	struct spec_request spec; /* for the modes that read one */
	const char *image;	  /* the disk's path; NULL for modes without */
	const char *shell;	  /* MODE_COMPLETION */
	size_t size;		  /* bytes; 0: not given */
	bool force, redact;
	enum report_format errors;
};

extern const struct tool mkconfigdisk_tool;

/* Read the command line. The request points into argv.
 * Returns 0; -EINVAL or -ENOMEM with *e saying what is wrong. *ret is for request_release(), after
 * a failure too, when ret->errors is right still. */
int request_parse(int argc, char **argv, struct request *ret, struct error *e);

void request_release(struct request *request);

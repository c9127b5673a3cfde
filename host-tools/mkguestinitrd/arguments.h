/* arguments.h - mkguestinitrd's command line. */
#pragma once
#include <stddef.h>

#include "common/error.h"
#include "host-tools/lib/options.h"
#include "host-tools/mkguestinitrd/compress.h"
#include "host-tools/mkguestinitrd/extra_file.h"
#include "host-tools/mkguestinitrd/module_set.h"

/* From ACTION_COMPLETION on, they are about the tool itself. */
enum action { ACTION_PACK, ACTION_LIST, ACTION_COMPLETION, ACTION_HELP, ACTION_VERSION };

/* Strings belong to argv. */
struct arguments {
	enum action action;
	const char *shell; /* ACTION_COMPLETION */
	const char *init;
	const char *out; /* "-": standard output */
	const struct compression *compression;
	struct module_request modules;		     /* modules.dir is NULL when none are wanted */
	const char *kernel_modules, *kernel_headers; /* directories for the guest, or NULL */
	struct extra_file *files;
	size_t file_count;
};

extern const struct tool mkguestinitrd_tool;

/* Parse and check the whole command line before anything is read.
 * Returns 0; -EINVAL for a misused command line; -ENOMEM. ret is for arguments_release(). */
int arguments_parse(int argc, char *const *argv, struct arguments *ret, struct error *e);

/* Accepts a zeroed one. */
void arguments_release(struct arguments *a);

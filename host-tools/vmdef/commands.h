/* commands.h - what vmdef can be asked to do. Each prints its result on standard output, and what
 * is wrong with the file on standard error. Returns an exit code; *e, if set, is to be printed. */
#pragma once
#include "common/error.h"
#include "host-tools/lib/exit_codes.h"
#include "host-tools/vmdef/source.h"
#include "host-tools/vmdef/targets.h"

struct request {
	const char *path;	      /* the file to read */
	const char *shell;	      /* of --completion */
	const struct target *target;  /* of --to */
	const struct source *source;  /* of --check and --from */
	bool here;		      /* check also what this machine has to have */
	const char *names, *networks; /* of --check: as in struct source_context */
	const struct machine *machine;
	const char *accel;
	enum argv_format format;
	bool lossy;
	uint32_t created; /* seconds since 1970 */
};

enum tool_exit command_to(const struct request *request, struct error *e);
enum tool_exit command_check(const struct request *request, struct error *e);
enum tool_exit command_from(const struct request *request, struct error *e);
enum tool_exit command_list(const struct request *request, struct error *e);

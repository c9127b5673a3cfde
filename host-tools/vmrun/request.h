/* request.h - what vmrun is asked to do. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "host-tools/lib/options.h"
#include "host-tools/lib/spec.h"
#include "host-tools/lib/target.h"
#include "host-tools/vmrun/volume_arg.h"

enum mode { MODE_RUN, MODE_COMPLETION, MODE_HELP, MODE_VERSION };

struct request {
	enum mode mode;
	const char *shell;	  /* MODE_COMPLETION */
	struct spec_request spec; /* its path is NULL with rootfs */
	const char *rootfs, *workdir, *user, *hostname, *name, *kernel, *initrd, *keep;
	const char *entrypoint; /* "": none; NULL: not given */
	char *const *command; /* command_count of them */
	size_t command_count;
	struct volume_arg *volumes;
	size_t volume_count;
	const char **tmpfs; /* tmpfs_count of PATH[:OPTIONS] */
	size_t tmpfs_count;
	char *forwards;		   /* as vm_nic has them; NULL: none */
	uint64_t memory_mib, cpus; /* 0: not given */
	uint64_t timeout_s, boot_timeout_s;
	const struct machine *machine;
	const char *accel;	 /* kvm, tcg; NULL: to be found out */
	bool has_network, is_read_only;
	bool takes_input, is_terminal, is_verbose, is_dry, shows_timings;
};

extern const struct tool vmrun_tool;

/* Read the command line. The request points into argv.
 * Returns 0; -EINVAL or -ENOMEM with *e saying what is wrong. *ret is for request_release(), after
 * a failure too. */
int request_parse(int argc, char **argv, struct request *ret, struct error *e);

void request_release(struct request *request);

/* request.c - vmrun's command line. */
#include "host-tools/vmrun/request.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/ip.h"
#include "host-tools/lib/about.h"
#include "host-tools/lib/env_file.h"
#include "host-tools/lib/number.h"

#define MAX_MEMORY_MIB (UINT64_C(1) << 34)
#define MAX_CPUS 4096
#define MAX_TIMEOUT_S 1000000
#define MAX_PORT 65535
#define DEFAULT_BOOT_TIMEOUT_S 120

enum option {
	OPT_ROOTFS, OPT_IMAGE, OPT_VOLUME, OPT_TMPFS, OPT_READ_ONLY, OPT_ENTRYPOINT, OPT_ENV,
	OPT_ENV_FILE, OPT_WORKDIR, OPT_USER, OPT_HOSTNAME,
	OPT_INTERACTIVE, OPT_TTY, OPT_VERBOSE, OPT_TIMINGS,
	OPT_PUBLISH, OPT_NETWORK, OPT_MEMORY, OPT_CPUS, OPT_KERNEL, OPT_INITRD, OPT_MACHINE,
	OPT_ACCEL,
	OPT_NAME, OPT_TIMEOUT, OPT_BOOT_TIMEOUT, OPT_DRY_RUN, OPT_KEEP, OPT_RM,
	OPT_COMPLETION, OPT_HELP, OPT_VERSION,
	OPT_COUNT
};

static const struct option_row options[] = {
	[OPT_ROOTFS] = { "rootfs", 'r', "ROOT", "What to run",
		"the root: a disk image, a directory, or a tar archive; it isn't\n"
		"written to" },
	[OPT_IMAGE] = { "image", 0, "FILE", "What to run",
		"take what isn't said here from an OCI image config or runtime\n"
		"config.json" },
	[OPT_VOLUME] = { "volume", 'v', "SRC:PATH[:MODE]", "What to run",
		"mount the image SRC at PATH. MODE: rw (the default), ro, or\n"
		"overlay, whose writes are dropped at the end. SRC may be a\n"
		"directory or archive, to be copied, if it isn't rw. May be\n"
		"repeated" },
	[OPT_TMPFS] = { "tmpfs", 0, "PATH[:OPTIONS]", "What to run",
		"mount a tmpfs at PATH, with mount options such as size=16m,noexec.\n"
		"May be repeated" },
	[OPT_READ_ONLY] = { "read-only", 0, NULL, "What to run",
		"let nothing write to the root" },
	[OPT_ENTRYPOINT] = { "entrypoint", 0, "PROGRAM", "What to run",
		"instead of the image's or spec's entrypoint and cmd; may be empty" },
	[OPT_ENV] = { "env", 'e', "NAME[=VALUE]", "What to run",
		"add a variable; without a value, the one of this environment, or\n"
		"none. May be repeated" },
	[OPT_ENV_FILE] = { "env-file", 0, "FILE", "What to run",
		"add a file's variables: NAME=VALUE lines. May be repeated" },
	[OPT_WORKDIR] = { "workdir", 'w', "PATH", "What to run",
		"the working directory; made if it isn't there" },
	[OPT_USER] = { "user", 'u', "USER[:GROUP]", "What to run",
		"whom to run it as, by the root's /etc/passwd" },
	[OPT_HOSTNAME] = { "hostname", 0, "NAME", "What to run", "its host name" },
	[OPT_INTERACTIVE] = { "interactive", 'i', NULL, "Input and output",
		"pass standard input on; without it, the command's is empty" },
	[OPT_TTY] = { "tty", 't', NULL, "Input and output",
		"lend it this terminal; includes --interactive. Ctrl-] three times\n"
		"within a second ends the VM" },
	[OPT_VERBOSE] = { "verbose", 0, NULL, "Input and output",
		"show on standard error what the kernel and /init say" },
	[OPT_TIMINGS] = { "timings", 0, NULL, "Input and output",
		"show on standard error how long everything took" },
	[OPT_PUBLISH] = { "publish", 'p', "[IP:]HOST:GUEST[/udp]", "The machine",
		"pass a port of this machine (of 127.0.0.1, if no IP says\n"
		"otherwise) on to the guest's. May be repeated" },
	[OPT_NETWORK] = { "network", 0, "NETWORK", "The machine",
		"user (the default): QEMU's own, behind NAT; or none" },
	[OPT_MEMORY] = { "memory", 'm', "SIZE[K|M|G]", "The machine",
		"its memory, in MiB without a letter (default 512)" },
	[OPT_CPUS] = { "cpus", 'c', "COUNT", "The machine", "its CPUs (default 1)" },
	[OPT_KERNEL] = { "kernel", 0, "FILE", "The machine", "the kernel to boot" },
	[OPT_INITRD] = { "initrd", 0, "FILE", "The machine", "the initrd, by mkguestinitrd" },
	[OPT_MACHINE] = { "machine", 0, "MACHINE", "The machine",
		"pc, q35 (the default), microvm or virt" },
	[OPT_ACCEL] = { "accel", 0, "ACCEL", "The machine",
		"kvm, tcg, or auto (the default): KVM where a guest proves it" },
	[OPT_NAME] = { "name", 0, "NAME", "The run", "the VM's, which QEMU's command shows" },
	[OPT_TIMEOUT] = { "timeout", 0, "SECONDS", "The run",
		"stop it then, and exit with 124 (default 0: never)" },
	[OPT_BOOT_TIMEOUT] = { "boot-timeout", 0, "SECONDS", "The run",
		"give up on a guest that hasn't booted by then (default 120;\n"
		"0: never)" },
	[OPT_DRY_RUN] = { "dry-run", 'n', NULL, "The run",
		"print QEMU's command, make no disk, run nothing" },
	[OPT_KEEP] = { "keep", 0, "DIR", "The run",
		"put the disks into DIR and leave them there, with QEMU's command\n"
		"and the console's log" },
	[OPT_RM] = { "rm", 0, NULL, "The run",
		"nothing: without --keep, no run leaves anything" },
	[OPT_COMPLETION] = ABOUT_COMPLETION,
	[OPT_HELP] = ABOUT_HELP,
	[OPT_VERSION] = ABOUT_VERSION,
};
static_assert(ARRAY_SIZE(options) == OPT_COUNT, "one row an option");

static const char *const synopses[] = {
	"[OPTION...] SPEC.json [OPTION...] [[--] COMMAND...]",
	"[OPTION...] --rootfs ROOT [[--] COMMAND...]",
	NULL,
};

const struct tool vmrun_tool = {
	.name = "vmrun",
	.summary = "Run a container's root, or a spec, in a virtual machine of its own, here and "
		   "now.",
	.synopses = synopses,
	.options = options,
	.count = OPT_COUNT,
	.ends_at_operand = true, /* the command's own options are the command's */
	.notes =
	"Kernel and initrd are, in this order: the option, the spec's, GUEST_INIT_KERNEL and\n"
	"GUEST_INIT_INITRD, those of the build tree or of ../lib/guest-init beside vmrun.\n"
	"Exit status: the command's; 128+N when signal N ended it; 126 it can't be executed,\n"
	"127 it isn't there; 124 its time was over, 125 vmrun or the VM failed.\n",
};

static int take_number(int option, const char *arg, uint64_t min, uint64_t max, uint64_t *ret,
		       struct error *e)
{
	uint64_t value;

	if (number_parse(arg, max, &value) < 0 || value < min)
		return error_set(e, EINVAL, "--%s is '%s' (it must be a number from %llu to %llu)",
				 options[option].name, arg, (unsigned long long)min,
				 (unsigned long long)max);
	*ret = value;
	return 0;
}

/* "512", "512M", "2g", "524288k": in MiB. */
static int take_memory(const char *arg, uint64_t *ret_mib, struct error *e)
{
	size_t len = strlen(arg);
	char letter = len ? arg[len - 1] : '\0';
	auto_free char *digits = strndup(arg, len - (strchr("kKmMgG", letter) && letter ? 1 : 0));
	uint64_t value;

	if (!digits)
		return error_set(e, ENOMEM, "%m");
	if (number_parse(digits, MAX_MEMORY_MIB, &value) < 0)
		value = 0;
	if (strchr("gG", letter) && letter)
		value <<= 10;
	if (strchr("kK", letter) && letter)
		value = value % 1024 ? 0 : value >> 10;
	if (!value || value > MAX_MEMORY_MIB)
		return error_set(e, EINVAL, "--memory is '%s' (it must be a number of MiB, or have "
				 "a letter K, M or G behind it)", arg);
	*ret_mib = value;
	return 0;
}

/* What is before the next colon, taken off *text from the right. */
static char *last_part(char *text)
{
	char *colon = strrchr(text, ':');

	if (!colon)
		return NULL;
	*colon = '\0';
	return colon + 1;
}

static int take_publish(struct request *request, const char *arg, struct error *e)
{
	auto_free char *text = strdup(arg), *more = NULL, *old = request->forwards;
	const char *protocol = "tcp", *address = "127.0.0.1", *guest, *host;
	uint64_t guest_port, host_port;
	struct ip_addr ip;
	char *slash;

	if (!text) {
		old = NULL;
		return error_set(e, ENOMEM, "%m");
	}
	slash = strchr(text, '/');
	if (slash) {
		*slash = '\0';
		protocol = slash + 1;
	}
	guest = last_part(text);
	host = guest ? last_part(text) : NULL;
	if (host)
		address = text;
	else
		host = text;
	if (!guest || (strcmp(protocol, "tcp") && strcmp(protocol, "udp")) ||
	    ip_parse(address, &ip) < 0 || ip.family != AF_INET ||
	    number_parse(guest, MAX_PORT, &guest_port) < 0 || !guest_port ||
	    number_parse(host, MAX_PORT, &host_port) < 0 || !host_port) {
		old = NULL;
		return error_set(e, EINVAL, "--publish %s: [IP:]HOST:GUEST[/tcp|/udp] is expected, "
				 "with an IPv4 address and ports from 1 to %u", arg, MAX_PORT);
	}
	if (asprintf(&more, "%s,hostfwd=%s:%s:%llu-:%llu", old ? old : "", protocol, address,
		     (unsigned long long)host_port, (unsigned long long)guest_port) < 0) {
		more = old = NULL;
		return error_set(e, ENOMEM, "%m");
	}
	request->forwards = take_ptr(more);
	return 0;
}

static int take_machine(struct request *request, const char *arg, struct error *e)
{
	request->machine = machine_find(arg);
	return request->machine ? 0 : error_set(e, EINVAL, "--machine is '%s' (it must be pc, q35, "
						"microvm or virt)", arg);
}

static int take_accel(struct request *request, const char *arg, struct error *e)
{
	if (strcmp(arg, "kvm") && strcmp(arg, "tcg") && strcmp(arg, "auto"))
		return error_set(e, EINVAL, "--accel is '%s' (it must be kvm, tcg or auto)", arg);
	request->accel = strcmp(arg, "auto") ? arg : NULL;
	return 0;
}

static int take_network(struct request *request, const char *arg, struct error *e)
{
	if (strcmp(arg, "user") && strcmp(arg, "none"))
		return error_set(e, EINVAL, "--network is '%s' (it must be user or none)", arg);
	request->has_network = !strcmp(arg, "user");
	return 0;
}

/* Options whose argument is a text that is taken as it is. NULL: not one of them. */
static const char **text_of(struct request *request, enum option option)
{
	switch (option) {
	case OPT_ROOTFS:
		return &request->rootfs;
	case OPT_IMAGE:
		return &request->spec.image;
	case OPT_WORKDIR:
		return &request->workdir;
	case OPT_USER:
		return &request->user;
	case OPT_HOSTNAME:
		return &request->hostname;
	case OPT_NAME:
		return &request->name;
	case OPT_KERNEL:
		return &request->kernel;
	case OPT_INITRD:
		return &request->initrd;
	case OPT_KEEP:
		return &request->keep;
	default:
		return NULL;
	}
}

/* Options without an argument. NULL: not one of them. */
static bool *flag_of(struct request *request, enum option option)
{
	switch (option) {
	case OPT_INTERACTIVE:
		return &request->takes_input;
	case OPT_TTY:
		return &request->is_terminal;
	case OPT_VERBOSE:
		return &request->is_verbose;
	case OPT_TIMINGS:
		return &request->shows_timings;
	case OPT_DRY_RUN:
		return &request->is_dry;
	case OPT_READ_ONLY:
		return &request->is_read_only;
	default:
		return NULL;
	}
}

static int take_about(struct request *request, enum option option, const char *arg, struct error *e)
{
	request->mode = option == OPT_COMPLETION ? MODE_COMPLETION :
			option == OPT_HELP ? MODE_HELP : MODE_VERSION;
	request->shell = arg;
	return option == OPT_COMPLETION ? about_check_shell(arg, e) : 0;
}

static int take_option(struct request *request, enum option option, const char *arg,
		       struct error *e)
{
	const char **text = text_of(request, option);
	bool *flag = flag_of(request, option);

	if (text && !*arg)
		return error_set(e, EINVAL, "--%s is empty", options[option].name);
	if (text)
		*text = arg;
	if (flag)
		*flag = true;
	if (text || flag)
		return 0;
	switch (option) {
	case OPT_RM: /* no run leaves anything */
		return 0;
	case OPT_VOLUME:
		return volume_arg_take(arg, &request->volumes[request->volume_count++], e);
	case OPT_TMPFS:
		request->tmpfs[request->tmpfs_count++] = arg;
		return 0;
	case OPT_ENTRYPOINT:
		request->entrypoint = arg;
		return 0;
	case OPT_ENV:
		return spec_take_env(arg, &request->spec.env, e);
	case OPT_ENV_FILE:
		request->spec.env_files.items[request->spec.env_files.count++] = arg;
		return 0;
	case OPT_PUBLISH:
		return take_publish(request, arg, e);
	case OPT_NETWORK:
		return take_network(request, arg, e);
	case OPT_MEMORY:
		return take_memory(arg, &request->memory_mib, e);
	case OPT_CPUS:
		return take_number(option, arg, 1, MAX_CPUS, &request->cpus, e);
	case OPT_MACHINE:
		return take_machine(request, arg, e);
	case OPT_ACCEL:
		return take_accel(request, arg, e);
	case OPT_TIMEOUT:
		return take_number(option, arg, 0, MAX_TIMEOUT_S, &request->timeout_s, e);
	case OPT_BOOT_TIMEOUT:
		return take_number(option, arg, 0, MAX_TIMEOUT_S, &request->boot_timeout_s, e);
	default:
		return take_about(request, option, arg, e);
	}
}

/* given: the options of the command line, as bits. */
static int check_combination(const struct request *request, uint64_t given, struct error *e)
{
	static const enum option for_rootfs[] = { OPT_VOLUME, OPT_TMPFS, OPT_NETWORK };

	for (size_t i = 0; !request->rootfs && i < ARRAY_SIZE(for_rootfs); i++)
		if (given & (UINT64_C(1) << for_rootfs[i]))
			return error_set(e, EINVAL, "--%s is for --rootfs; with a spec, it is the "
					 "spec's to say", options[for_rootfs[i]].name);
	if (request->rootfs && !request->has_network && request->forwards)
		return error_set(e, EINVAL, "--publish needs a network");
	if (request->is_terminal && !isatty(STDIN_FILENO) && !request->is_dry)
		return error_set(e, EINVAL, "--tty: standard input is no terminal");
	return 0;
}

/* The options of the command line, and SPEC.json, which may stand between them. given: the options,
 * as bits; what is behind them begins at *ret_operands. */
static int take_options(struct request *request, int argc, char **argv, uint64_t *given,
			int *ret_operands, struct error *e)
{
	const char *arg = NULL;
	int option, r;

	for (;;) {
		option = options_next(&vmrun_tool, argc, argv, &arg, ret_operands, e);
		if (option >= 0) {
			*given |= UINT64_C(1) << option;
			r = take_option(request, (enum option)option, arg, e);
			if (r < 0)
				return r;
			continue;
		}
		if (option != OPTIONS_END || request->rootfs || request->spec.path ||
		    *ret_operands == argc)
			return option == OPTIONS_END ? 0 : option;
		request->spec.path = argv[(*ret_operands)++];
		if (!strcmp(argv[*ret_operands - 2], "--"))
			return 0;
		optind = *ret_operands;
	}
}

static int check_operands(const struct request *request, struct error *e)
{
	if (!request->rootfs && !request->spec.path)
		return error_set(e, EINVAL, "nothing to run (SPEC.json or --rootfs is expected)");
	if (request->rootfs && request->spec.path)
		return error_set(e, EINVAL, "--rootfs makes a spec of its own, but '%s' is given "
				 "before it (options come before the command)", request->spec.path);
	return 0;
}

/* What is laid over a spec isn't read as JSON again: it has to be what JSON can hold. */
static int check_texts(const struct request *request, struct error *e)
{
	const struct {
		const char *name, *text;
	} texts[] = {
		{ "workdir", request->workdir }, { "user", request->user },
		{ "hostname", request->hostname }, { "name", request->name },
		{ "entrypoint", request->entrypoint },
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i].text && !env_is_text(texts[i].text))
			return error_set(e, EINVAL, "--%s is not UTF-8", texts[i].name);
	for (size_t i = 0; i < request->command_count; i++)
		if (!env_is_text(request->command[i]))
			return error_set(e, EINVAL, "argument %zu of the command is not UTF-8", i);
	return 0;
}

static int reserve(struct request *request, size_t count, struct error *e)
{
	struct spec_request *spec = &request->spec;

	spec->env_files.items = calloc(count, sizeof(*spec->env_files.items));
	spec->env.items = calloc(count, sizeof(*spec->env.items));
	request->volumes = calloc(count, sizeof(*request->volumes));
	request->tmpfs = calloc(count, sizeof(*request->tmpfs));
	if (!spec->env_files.items || !spec->env.items || !request->volumes || !request->tmpfs)
		return error_set(e, ENOMEM, "%m");
	return 0;
}

int request_parse(int argc, char **argv, struct request *ret, struct error *e)
{
	int operands = argc, r;
	uint64_t given = 0;

	*ret = (struct request){ .machine = machine_find(MACHINE_DEFAULT), .has_network = true,
				 .boot_timeout_s = DEFAULT_BOOT_TIMEOUT_S };
	r = reserve(ret, (size_t)argc + 1, e);
	if (r == 0)
		r = take_options(ret, argc, argv, &given, &operands, e);
	if (r < 0 || ret->mode != MODE_RUN)
		return r;
	ret->takes_input |= ret->is_terminal;
	ret->command = argv + operands;
	ret->command_count = (size_t)(argc - operands);
	r = check_operands(ret, e);
	if (r == 0)
		r = check_combination(ret, given, e);
	return r < 0 ? r : check_texts(ret, e);
}

void request_release(struct request *request)
{
	free(request->spec.env_files.items);
	free(request->spec.env.items);
	for (size_t i = 0; i < request->volume_count; i++)
		volume_arg_release(&request->volumes[i]);
	free(request->volumes);
	free(request->tmpfs);
	free(request->forwards);
}

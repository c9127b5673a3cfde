/* main.c - vmdef: a spec as a VMM's own VM definition, and back. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/about.h"
#include "host-tools/lib/options.h"
#include "host-tools/lib/source_date.h"
#include "host-tools/lib/stream.h"
#include "host-tools/vmdef/commands.h"

enum { OPT_TO, OPT_FROM, OPT_CHECK, OPT_LIST, OPT_MACHINE, OPT_ACCEL, OPT_FORMAT, OPT_LOSSY,
       OPT_HERE, OPT_NAMES, OPT_NETWORKS, OPT_COMPLETION, OPT_HELP, OPT_VERSION, OPT_COUNT };

static const struct option_row options[OPT_COUNT] = {
	[OPT_TO] = { "to", 't', "TARGET", "What to do",
		"print the VM definition of SPEC.json for a VMM" },
	[OPT_FROM] = { "from", 'f', "SOURCE", "What to do",
		"print the spec that follows from a VM definition" },
	[OPT_CHECK] = { "check", 'c', "SOURCE", "What to do",
		"check a VM definition and say everything that is wrong" },
	[OPT_LIST] = { "list", 'l', NULL, "What to do", "list targets, sources and machine types" },
	[OPT_MACHINE] = { "machine", 'm', "MACHINE", "Rendering",
		"pc, q35 (the default), microvm or virt" },
	[OPT_ACCEL] = { "accel", 'a', "ACCEL", "Rendering",
		"kvm, tcg, or kvm:tcg (the default): KVM where there is one" },
	[OPT_FORMAT] = { "format", 'F', "FORMAT", "Rendering",
		"of QEMU's command line: shell (the default), or lines,\nan argument each" },
	[OPT_LOSSY] = { "lossy", 'L', NULL, "Rendering",
		"leave out what the target can't express, and say what" },
	[OPT_HERE] = { "here", 'H', NULL, "Checking",
		"check also what this machine has to have: disks, SEV, TDX" },
	[OPT_NAMES] = { "names", 0, "NAMES", "Checking",
		"the VMs that there are already, with commas between them:\n"
		"their names are taken" },
	[OPT_NETWORKS] = { "networks", 0, "NAMES", "Checking",
		"the networks that there are: no other is known" },
	[OPT_COMPLETION] = ABOUT_COMPLETION,
	[OPT_HELP] = ABOUT_HELP,
	[OPT_VERSION] = ABOUT_VERSION,
};

static const char *const synopses[] = {
	"--to TARGET [--machine MACHINE] [--lossy] SPEC.json",
	"--from SOURCE VM.json",
	"--check SOURCE [--here] VM.json",
	"--list",
	NULL,
};

static const struct tool tool = {
	.name = "vmdef",
	.summary = "Print the VM definition that fits a spec's disks, for the VMM of your choice.",
	.synopses = synopses,
	.options = options,
	.count = OPT_COUNT,
	.notes = "SPEC.json or VM.json is read from standard input when it is '-'.\n"
		 "SOURCE_DATE_EPOCH is the time that definitions with a date get (default: 1970).\n"
		 "Exit status: 0 done, 1 input, output or system, 2 usage, 3 JSON syntax,\n"
		 "4 JSON meaning, 5 the target can't express the spec.\n",
};

static enum tool_exit run_completion(const struct request *request, struct error *e)
{
	return about_completion(&tool, request->shell, e);
}

static enum tool_exit run_help(const struct request *request, struct error *e)
{
	(void)request;
	return about_help(&tool, e);
}

static enum tool_exit run_version(const struct request *request, struct error *e)
{
	(void)request;
	return about_version(&tool, e);
}

static const struct mode { /* run() returns an exit code; *e, when set, is yet to be printed */
	int option; /* that chooses it */
	int operands;
	enum tool_exit (*run)(const struct request *request, struct error *e);
} modes[] = {
	{ OPT_TO, 1, command_to },
	{ OPT_FROM, 1, command_from },
	{ OPT_CHECK, 1, command_check },
	{ OPT_LIST, 0, command_list },
	{ OPT_COMPLETION, 0, run_completion },
	{ OPT_HELP, 0, run_help },
	{ OPT_VERSION, 0, run_version },
};

struct choice {
	const struct mode *mode;
	struct request request;
	int rendering; /* an option of --to that was given; OPT_COUNT: none */
};

static int take_mode(struct choice *c, int option, struct error *e)
{
	for (const struct mode *mode = modes; mode < modes + ARRAY_SIZE(modes); mode++) {
		if (mode->option != option)
			continue;
		if (c->mode && c->mode != mode)
			return error_set(e, EINVAL, "--%s and --%s exclude each other",
					 options[c->mode->option].name, options[option].name);
		c->mode = mode;
	}
	return 0;
}

static int take_machine(struct choice *c, const char *arg, struct error *e)
{
	c->request.machine = machine_find(arg);
	if (!c->request.machine)
		return error_set(e, EINVAL, "there is no machine '%s' (see --list)", arg);
	return 0;
}

static int take_word(const char *option, const char *arg, const char *const *words, int *ret,
		     struct error *e)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], arg)) {
			*ret = i;
			return 0;
		}
	return error_set(e, EINVAL, "--%s is '%s' (see --help)", option, arg);
}

static int take_rendering(struct choice *c, int option, const char *arg, struct error *e)
{
	static const char *const formats[] = {
		[ARGV_SHELL] = "shell", [ARGV_LINES] = "lines", NULL,
	};
	static const char *const accels[] = { "kvm", "tcg", "kvm:tcg", NULL };
	int word = 0, r;

	c->rendering = option;
	switch (option) {
	case OPT_MACHINE:
		return take_machine(c, arg, e);
	case OPT_ACCEL:
		c->request.accel = arg;
		return take_word("accel", arg, accels, &word, e);
	case OPT_FORMAT:
		r = take_word("format", arg, formats, &word, e);
		if (r == 0)
			c->request.format = (enum argv_format)word;
		return r;
	default:
		c->request.lossy = true;
		return 0;
	}
}

static int take_option(struct choice *c, int option, const char *arg, struct error *e)
{
	int r;

	switch (option) {
	case OPT_MACHINE:
	case OPT_ACCEL:
	case OPT_FORMAT:
	case OPT_LOSSY:
		return take_rendering(c, option, arg, e);
	case OPT_TO:
		c->request.target = target_find(arg);
		if (!c->request.target)
			return error_set(e, EINVAL, "there is no target '%s' (see --list)", arg);
		break;
	case OPT_FROM:
	case OPT_CHECK:
		c->request.source = source_find(arg);
		if (!c->request.source)
			return error_set(e, EINVAL, "there is no source '%s' (see --list)", arg);
		break;
	case OPT_HERE:
		c->request.here = true;
		return 0;
	case OPT_NAMES:
		c->request.names = arg;
		return 0;
	case OPT_NETWORKS:
		c->request.networks = arg;
		return 0;
	case OPT_COMPLETION:
		c->request.shell = arg;
		r = about_check_shell(arg, e);
		if (r < 0)
			return r;
		break;
	}
	return take_mode(c, option, e);
}

static int check_choice(const struct choice *c, int operands, struct error *e)
{
	if (!c->mode)
		return error_set(e, EINVAL, "nothing to do (--to, --from, --check or --list is "
				 "expected)");
	if (c->rendering != OPT_COUNT && c->mode->option != OPT_TO)
		return error_set(e, EINVAL, "--%s is for --to", options[c->rendering].name);
	if (c->request.here && c->mode->option != OPT_CHECK)
		return error_set(e, EINVAL, "--here is for --check");
	if ((c->request.names || c->request.networks) &&
	    (c->mode->option != OPT_CHECK || !c->request.source->asks_names))
		return error_set(e, EINVAL, "--names and --networks are for --check quantavirt");
	if (operands < c->mode->operands)
		return error_set(e, EINVAL, "the file to read is missing");
	if (operands > c->mode->operands)
		return error_set(e, EINVAL, "too many operands");
	return 0;
}

static int parse_request(int argc, char **argv, struct choice *ret, struct error *e)
{
	struct choice c = { .rendering = OPT_COUNT };
	const char *arg = NULL;
	int operands = argc, option, r;

	c.request.machine = machine_find(MACHINE_DEFAULT);
	c.request.accel = "kvm:tcg";
	while ((option = options_next(&tool, argc, argv, &arg, &operands, e)) >= 0) {
		r = take_option(&c, option, arg, e);
		if (r < 0)
			return r;
	}
	if (option != OPTIONS_END)
		return option;
	r = check_choice(&c, argc - operands, e);
	if (r < 0)
		return r;
	c.request.path = argv[operands];
	*ret = c;
	return source_date(UINT32_MAX, &ret->request.created, e);
}

int main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	struct choice choice;
	enum tool_exit code = TOOL_IO;

	if (stream_init(&e) == 0) {
		if (parse_request(argc, argv, &choice, &e) < 0) {
			options_print_misuse(&tool, &e, stderr);
			return TOOL_USAGE;
		}
		code = choice.mode->run(&choice.request, &e);
	}
	if (*e.text)
		fprintf(stderr, "%s: %s\n", tool.name, e.text);
	return code;
}

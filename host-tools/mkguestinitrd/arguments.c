/* arguments.c - mkguestinitrd's command line. */
#include "host-tools/mkguestinitrd/arguments.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/about.h"

#define AGENT_PATH "/usr/local/bin/guest-agent"
#define AGENT_MODE 0755

enum option {
	OPTION_INIT,
	OPTION_AGENT,
	OPTION_FILE,
	OPTION_MODULES,
	OPTION_MODULE,
	OPTION_GPU_MODULE,
	OPTION_KERNEL_MODULES,
	OPTION_KERNEL_HEADERS,
	OPTION_COMPRESS,
	OPTION_LIST,
	OPTION_COMPLETION,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COUNT
};

static const struct option_row option_rows[] = {
	[OPTION_INIT] = { "init", 'i', "FILE", "Content",
		"The program that becomes /init: a static ELF executable" },
	[OPTION_AGENT] = { "agent", 0, "FILE", "Content",
		"The guest agent: the same as --file FILE:" AGENT_PATH ":0755" },
	[OPTION_FILE] = { "file", 'f', "SRC:DEST[:MODE]", "Content",
		"A further file, at the absolute path DEST; MODE is octal (default: 0755\n"
		"for what its owner may execute, else 0644). May be repeated" },
	[OPTION_MODULES] = { "modules", 'm', "DIR", "Kernel modules",
		"The kernel's module directory, .../lib/modules/RELEASE; its modules for\n"
		"virtio, networks and file systems are packed, with what they need" },
	[OPTION_MODULE] = { "module", 0, "NAME", "Kernel modules",
		"A further module to load at every boot. May be repeated" },
	[OPTION_GPU_MODULE] = { "gpu-module", 0, "NAME", "Kernel modules",
		"A module to load for a config with has_gpu. May be repeated" },
	[OPTION_KERNEL_MODULES] = { "kernel-modules", 0, "DIR", "For the guest",
		"What the guest sees as /lib/modules/RELEASE: .../lib/modules/RELEASE" },
	[OPTION_KERNEL_HEADERS] = { "kernel-headers", 0, "DIR", "For the guest",
		"What the guest sees as /usr/src/linux-headers-RELEASE" },
	[OPTION_COMPRESS] = { "compress", 'c', "METHOD", "Output",
		COMPRESSION_NAMES " (default: none)" },
	[OPTION_LIST] = { "list", 'l', NULL, "Output",
		"Write nothing; print path, size and mode of what would be packed" },
	[OPTION_COMPLETION] = ABOUT_COMPLETION,
	[OPTION_HELP] = ABOUT_HELP,
	[OPTION_VERSION] = ABOUT_VERSION,
};
static_assert(ARRAY_SIZE(option_rows) == OPTION_COUNT, "one row an option");

static const char *const synopses[] = {
	"[OPTION...] --init FILE OUT",
	"[OPTION...] --init FILE --list",
	NULL,
};

const struct tool mkguestinitrd_tool = {
	.name = "mkguestinitrd",
	.summary = "Pack /init, kernel modules and further files into an initrd.",
	.synopses = synopses,
	.options = option_rows,
	.count = OPTION_COUNT,
	.notes = "OUT is the initrd, '-' for standard output. The same input makes the same\n"
		 "bytes; all times are SOURCE_DATE_EPOCH, or 0.\n",
};

static int set_compression(struct arguments *a, const char *name, struct error *e)
{
	a->compression = compression_find(name);
	if (!a->compression)
		return error_set(e, EINVAL, "--compress: '%s' is not " COMPRESSION_NAMES, name);
	return 0;
}

static int add_file(struct arguments *a, const char *text, struct error *e)
{
	int r = extra_file_parse(text, &a->files[a->file_count], e);

	if (r < 0)
		return error_wrap(e, r, "--file");
	a->file_count++;
	return 0;
}

static int add_agent(struct arguments *a, const char *source, struct error *e)
{
	struct extra_file *file = &a->files[a->file_count++];

	file->source = strdup(source);
	file->path = strdup(AGENT_PATH);
	file->mode = AGENT_MODE;
	return file->source && file->path ? 0 : error_set(e, ENOMEM, "%m");
}

static int apply(struct arguments *a, enum option option, const char *arg, struct error *e)
{
	switch (option) {
	case OPTION_INIT:
		a->init = arg;
		break;
	case OPTION_AGENT:
		return add_agent(a, arg, e);
	case OPTION_FILE:
		return add_file(a, arg, e);
	case OPTION_MODULES:
		a->modules.dir = arg;
		break;
	case OPTION_MODULE:
		a->modules.boot[a->modules.boot_count++] = arg;
		break;
	case OPTION_GPU_MODULE:
		a->modules.gpu[a->modules.gpu_count++] = arg;
		break;
	case OPTION_KERNEL_MODULES:
		a->kernel_modules = arg;
		break;
	case OPTION_KERNEL_HEADERS:
		a->kernel_headers = arg;
		break;
	case OPTION_COMPRESS:
		return set_compression(a, arg, e);
	case OPTION_LIST:
		a->action = ACTION_LIST;
		break;
	case OPTION_COMPLETION:
		a->action = ACTION_COMPLETION;
		a->shell = arg;
		return about_check_shell(arg, e);
	case OPTION_HELP:
		a->action = ACTION_HELP;
		break;
	case OPTION_VERSION:
		a->action = ACTION_VERSION;
		break;
	case OPTION_COUNT:
		break;
	}
	return 0;
}

static int check(struct arguments *a, int operands, char *const *operand, struct error *e)
{
	if (!a->init)
		return error_set(e, EINVAL, "--init FILE is missing");
	if (!a->modules.dir && (a->modules.boot_count || a->modules.gpu_count))
		return error_set(e, EINVAL, "--module and --gpu-module need --modules DIR");
	if (a->action == ACTION_LIST) {
		if (operands != 0)
			return error_set(e, EINVAL, "--list writes no OUT, but '%s' was given",
					 operand[0]);
		return 0;
	}
	if (operands != 1)
		return error_set(e, EINVAL, operands ? "more than one OUT" : "OUT is missing");
	a->out = operand[0];
	return 0;
}

/* No list can be longer than the command line. */
static int reserve(struct arguments *a, size_t count, struct error *e)
{
	a->modules.boot = calloc(count, sizeof(*a->modules.boot));
	a->modules.gpu = calloc(count, sizeof(*a->modules.gpu));
	a->files = calloc(count, sizeof(*a->files));
	if (!a->modules.boot || !a->modules.gpu || !a->files)
		return error_set(e, ENOMEM, "%m");
	return 0;
}

/* --completion, --help and --version end the parsing: what follows can't be wrong. */
static int parse_options(struct arguments *a, int argc, char *const *argv, struct error *e)
{
	const char *arg = NULL;
	int operands = 0, option, r;

	while ((option = options_next(&mkguestinitrd_tool, argc, argv, &arg, &operands, e)) >= 0) {
		r = apply(a, (enum option)option, arg, e);
		if (r < 0)
			return r;
		if (a->action >= ACTION_COMPLETION)
			return 0;
	}
	if (option != OPTIONS_END)
		return option;
	return check(a, argc - operands, argv + operands, e);
}

int arguments_parse(int argc, char *const *argv, struct arguments *ret, struct error *e)
{
	struct arguments a = { .compression = compression_find("none") };
	int r = reserve(&a, (size_t)argc + 1, e);

	if (r == 0)
		r = parse_options(&a, argc, argv, e);
	if (r < 0)
		arguments_release(&a);
	else
		*ret = a;
	return r;
}

void arguments_release(struct arguments *a)
{
	for (size_t i = 0; i < a->file_count; i++)
		extra_file_release(&a->files[i]);
	free(a->files);
	free(a->modules.boot);
	free(a->modules.gpu);
	*a = (struct arguments){ 0 };
}

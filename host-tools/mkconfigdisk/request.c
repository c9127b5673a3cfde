/* request.c - mkconfigdisk's command line. */
#include "host-tools/mkconfigdisk/request.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/about.h"
#include "host-tools/lib/config_image.h"
#include "host-tools/lib/env_file.h"
#include "host-tools/lib/number.h"

enum option {
	OPT_IMAGE, OPT_ENV_FILE, OPT_ENV, OPT_SECRET, OPT_STRICT,
	OPT_SIZE, OPT_FORCE,
	OPT_CHECK, OPT_PRINT_CONFIG, OPT_REDACT, OPT_VERIFY, OPT_DUMP, OPT_STATUS, OPT_SCHEMA,
	OPT_ERRORS, OPT_COMPLETION, OPT_HELP, OPT_VERSION,
	OPT_COUNT
};

static const struct option_row options[] = {
	[OPT_IMAGE] = { "image", 'i', "FILE", "The spec",
		"lay the spec over this OCI image config or OCI runtime config\n"
		"(config.json), instead of the spec's own \"image\"" },
	[OPT_ENV_FILE] = { "env-file", 0, "FILE", "The spec",
		"add a file's variables: NAME=VALUE lines. May be repeated" },
	[OPT_ENV] = { "env", 'e', "NAME[=VALUE]", "The spec",
		"add a variable; without a value, the one of this environment, or\n"
		"none. May be repeated" },
	[OPT_SECRET] = { "secret", 0, "NAME=FILE", "The spec",
		"add a variable whose value is a file's content, less a newline at\n"
		"its end. May be repeated" },
	[OPT_STRICT] = { "strict", 0, NULL, "The spec",
		"refuse keys that are unknown, or in another letter case" },
	[OPT_SIZE] = { "size", 's', "SIZE[K|M]", "Writing a disk",
		"make the disk this large, in bytes, KiB or MiB\n"
		"(default 256K, or what the config needs)" },
	[OPT_FORCE] = { "force", 'f', NULL, "Writing a disk",
		"write over a block device; without it, only files\nare replaced" },
	[OPT_CHECK] = { "check", 'c', NULL, "Instead of writing one",
		"check SPEC.json and say everything that is wrong" },
	[OPT_PRINT_CONFIG] = { "print-config", 'p', NULL, "Instead of writing one",
		"print the config that would be written" },
	[OPT_REDACT] = { "redact", 0, NULL, "Instead of writing one",
		"with --print-config: hide the values of variables, the contents\n"
		"of files, and what is under unknown keys" },
	[OPT_VERIFY] = { "verify", 0, NULL, "Instead of writing one",
		"see whether the disk carries exactly what SPEC.json makes" },
	[OPT_DUMP] = { "dump", 'd', NULL, "Instead of writing one",
		"print the config that is on the disk, byte for byte" },
	[OPT_STATUS] = { "status", 'S', NULL, "Instead of writing one",
		"print the end record that the guest left on the disk" },
	[OPT_SCHEMA] = { "schema", 0, NULL, "Instead of writing one",
		"print the JSON Schema of SPEC.json (draft 2020-12)" },
	[OPT_ERRORS] = { "errors", 0, "FORMAT", "Other",
		"how to say what is wrong: text (default), or json, an object a line" },
	[OPT_COMPLETION] = ABOUT_COMPLETION,
	[OPT_HELP] = ABOUT_HELP,
	[OPT_VERSION] = ABOUT_VERSION,
};
static_assert(ARRAY_SIZE(options) == OPT_COUNT, "one row an option");

static const char *const synopses[] = {
	"[OPTION...] SPEC.json OUT.img",
	"--check | --print-config [OPTION...] SPEC.json",
	"--verify [OPTION...] SPEC.json OUT.img",
	"--dump | --status OUT.img",
	"--schema",
	NULL,
};

const struct tool mkconfigdisk_tool = {
	.name = "mkconfigdisk",
	.summary = "Write a VM's config disk for guest-init: ext4, holding SPEC.json as "
		   "/config.json.",
	.synopses = synopses,
	.options = options,
	.count = OPT_COUNT,
	.notes = "SPEC.json is read from standard input when it is '-'.\n"
		 "SOURCE_DATE_EPOCH sets the disk's time stamps (default: 1970).\n"
		 "Exit status: 0 done, 1 input, output or system, 2 usage, 3 JSON syntax,\n"
		 "4 JSON meaning, 6 the disk carries something else.\n",
};

#define BIT(option) (UINT64_C(1) << (option))
#define SPEC_OPTIONS (BIT(OPT_IMAGE) | BIT(OPT_ENV_FILE) | BIT(OPT_ENV) | BIT(OPT_SECRET) | \
		      BIT(OPT_STRICT))

static const struct mode_row {
	int option; /* that chooses it; OPT_COUNT: none */
	uint64_t options; /* that go with it, as bits; OPT_ERRORS always does */
	bool spec, image; /* its operands */
} modes[] = {
	[MODE_WRITE] = { OPT_COUNT, SPEC_OPTIONS | BIT(OPT_SIZE) | BIT(OPT_FORCE), true, true },
	[MODE_CHECK] = { OPT_CHECK, SPEC_OPTIONS, true, false },
	[MODE_PRINT_CONFIG] = { OPT_PRINT_CONFIG, SPEC_OPTIONS | BIT(OPT_REDACT), true, false },
	[MODE_VERIFY] = { OPT_VERIFY, SPEC_OPTIONS, true, true },
	[MODE_DUMP] = { OPT_DUMP, 0, false, true },
	[MODE_STATUS] = { OPT_STATUS, 0, false, true },
	[MODE_SCHEMA] = { OPT_SCHEMA, 0, false, false },
	[MODE_COMPLETION] = { OPT_COMPLETION, 0, false, false },
	[MODE_HELP] = { OPT_HELP, 0, false, false },
	[MODE_VERSION] = { OPT_VERSION, 0, false, false },
};
static_assert(ARRAY_SIZE(modes) == MODE_COUNT, "one row a mode");

static int choose_mode(struct request *request, int option, struct error *e)
{
	enum mode mode = MODE_WRITE;

	while (modes[mode].option != option)
		mode++;
	if (request->mode != MODE_WRITE && request->mode != mode)
		return error_set(e, EINVAL, "--%s and --%s exclude each other",
				 options[modes[request->mode].option].name, options[option].name);
	request->mode = mode;
	return 0;
}

static int take_size(const char *arg, size_t *ret, struct error *e)
{
	uint64_t size;

	if (size_parse(arg, CONFIG_IMAGE_MAX_SIZE, &size) < 0 || !size ||
	    size % CONFIG_IMAGE_SIZE_UNIT)
		return error_set(e, EINVAL, "--size is '%s' (it must be a multiple of %zuK, "
				 "at most %zuM)", arg, CONFIG_IMAGE_SIZE_UNIT >> 10,
				 CONFIG_IMAGE_MAX_SIZE >> 20);
	*ret = (size_t)size;
	return 0;
}

static int take_errors(const char *arg, enum report_format *ret, struct error *e)
{
	static const char *const names[] = { [REPORT_TEXT] = "text", [REPORT_JSON] = "json" };

	for (int i = 0; i < REPORT_FORMAT_COUNT; i++)
		if (!strcmp(arg, names[i])) {
			*ret = (enum report_format)i;
			return 0;
		}
	return error_set(e, EINVAL, "--errors is '%s' (it must be text or json)", arg);
}

static int take_secret(const char *arg, struct texts *ret, struct error *e)
{
	size_t name = strcspn(arg, "=");

	if (!name || !arg[name] || !arg[name + 1] || !env_is_text(arg))
		return error_set(e, EINVAL, "--secret: NAME=FILE is expected");
	ret->items[ret->count++] = arg;
	return 0;
}

static int take_option(struct request *request, int option, const char *arg, struct error *e)
{
	struct spec_request *spec = &request->spec;
	int r;

	switch ((enum option)option) {
	case OPT_IMAGE:
		spec->image = arg;
		return 0;
	case OPT_ENV_FILE:
		spec->env_files.items[spec->env_files.count++] = arg;
		return 0;
	case OPT_ENV:
		return spec_take_env(arg, &spec->env, e);
	case OPT_SECRET:
		return take_secret(arg, &spec->secrets, e);
	case OPT_STRICT:
		spec->strict = true;
		return 0;
	case OPT_SIZE:
		return take_size(arg, &request->size, e);
	case OPT_FORCE:
		request->force = true;
		return 0;
	case OPT_REDACT:
		request->redact = true;
		return 0;
	case OPT_ERRORS:
		return take_errors(arg, &request->errors, e);
	case OPT_COMPLETION:
		request->shell = arg;
		r = about_check_shell(arg, e);
		return r < 0 ? r : choose_mode(request, option, e);
	default:
		return choose_mode(request, option, e);
	}
}

/* given: the options of the command line, as bits. */
static int check_options(const struct request *request, uint64_t given, struct error *e)
{
	const struct mode_row *mode = &modes[request->mode];
	uint64_t possible = mode->options | BIT(OPT_ERRORS);

	for (int option = 0; option < OPT_COUNT; option++) {
		if (!(given & BIT(option)) || (possible & BIT(option)) || option == mode->option)
			continue;
		if (mode->option == OPT_COUNT)
			return error_set(e, EINVAL, "--%s is only for --%s", options[option].name,
					 options[OPT_PRINT_CONFIG].name);
		return error_set(e, EINVAL, "--%s is not for --%s", options[option].name,
				 options[mode->option].name);
	}
	return 0;
}

static int take_operands(struct request *request, char **operands, int count, struct error *e)
{
	const struct mode_row *mode = &modes[request->mode];
	char **next = operands, **end = operands + count;

	if (mode->spec && next == end)
		return error_set(e, EINVAL, "SPEC.json is missing");
	if (mode->spec)
		request->spec.path = *next++;
	if (mode->image && next == end)
		return error_set(e, EINVAL, "OUT.img is missing");
	if (mode->image)
		request->image = *next++;
	if (next < end)
		return error_set(e, EINVAL, "unexpected operand '%s'", *next);
	if (request->mode == MODE_WRITE && !strcmp(request->image, "-"))
		return error_set(e, EINVAL, "the disk can't go to standard output");
	return 0;
}

/* No list can be longer than the command line. */
static int reserve(struct spec_request *spec, size_t count, struct error *e)
{
	spec->env_files.items = calloc(count, sizeof(*spec->env_files.items));
	spec->env.items = calloc(count, sizeof(*spec->env.items));
	spec->secrets.items = calloc(count, sizeof(*spec->secrets.items));
	if (!spec->env_files.items || !spec->env.items || !spec->secrets.items)
		return error_set(e, ENOMEM, "%m");
	return 0;
}

int request_parse(int argc, char **argv, struct request *ret, struct error *e)
{
	const char *arg = NULL;
	int operands = argc, option, r;
	uint64_t given = 0;

	*ret = (struct request){ .mode = MODE_WRITE };
	r = reserve(&ret->spec, (size_t)argc + 1, e);
	if (r < 0)
		return r;
	while ((option = options_next(&mkconfigdisk_tool, argc, argv, &arg, &operands, e)) >= 0) {
		given |= BIT(option);
		r = take_option(ret, option, arg, e);
		if (r < 0)
			return r;
	}
	if (option != OPTIONS_END)
		return option;
	r = check_options(ret, given, e);
	return r < 0 ? r : take_operands(ret, argv + operands, argc - operands, e);
}

void request_release(struct request *request)
{
	free(request->spec.env_files.items);
	free(request->spec.env.items);
	free(request->spec.secrets.items);
}

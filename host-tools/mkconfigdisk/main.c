/* main.c - mkconfigdisk: write a VM's config disk, check a spec, read a disk back. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/end_record.h"
#include "common/json.h"
#include "common/text.h"
#include "common/vmconfig.h"
#include "host-tools/lib/atomic_file.h"
#include "host-tools/lib/config_image.h"
#include "host-tools/lib/config_reader.h"
#include "host-tools/lib/exit_codes.h"
#include "host-tools/lib/number.h"
#include "host-tools/lib/options.h"
#include "host-tools/lib/source_date.h"
#include "host-tools/lib/stream.h"

enum { OPT_SIZE, OPT_FORCE, OPT_CHECK, OPT_DUMP, OPT_STATUS, OPT_HELP, OPT_VERSION, OPT_COUNT };

static const struct option_row options[OPT_COUNT] = {
	[OPT_SIZE] = { "size", 's', "SIZE[K|M]", "Writing a disk",
		"make the disk this large, in bytes, KiB or MiB\n"
		"(default 256K, or what the config needs)" },
	[OPT_FORCE] = { "force", 'f', NULL, "Writing a disk",
		"write over a block device; without it, only files\nare replaced" },
	[OPT_CHECK] = { "check", 'c', NULL, "Instead of writing one",
		"check SPEC.json and say everything that is wrong" },
	[OPT_DUMP] = { "dump", 'd', NULL, "Instead of writing one",
		"print the config that is on the disk, byte for byte" },
	[OPT_STATUS] = { "status", 'S', NULL, "Instead of writing one",
		"print the end record that the guest left on the disk" },
	[OPT_HELP] = { "help", 'h', NULL, "Other", "print this text" },
	[OPT_VERSION] = { "version", 'V', NULL, "Other", "print the version" },
};

static const char *const synopses[] = {
	"[--size SIZE] [--force] SPEC.json OUT.img",
	"--check SPEC.json",
	"--dump | --status OUT.img",
	NULL,
};

static const struct tool tool = {
	.name = "mkconfigdisk",
	.summary = "Write a VM's config disk for guest-init: ext4, holding SPEC.json as /config.json.",
	.synopses = synopses,
	.options = options,
	.count = OPT_COUNT,
	.notes = "SPEC.json is read from standard input when it is '-'.\n"
		 "SOURCE_DATE_EPOCH sets the disk's time stamps (default: 1970).\n"
		 "Exit status: 0 done, 1 input, output or system, 2 usage, 3 JSON syntax,\n"
		 "4 JSON meaning.\n",
};

struct request {
	const struct mode *mode;
	char *const *operands;
	size_t size; /* bytes; 0: not given */
	bool force;
};

/* What the tool can be asked to do. run() returns an exit code; *e, when set, is yet to be
 * printed. */
struct mode {
	int option; /* that chooses it; OPT_COUNT: none */
	const char *operands[3]; /* NULL-terminated */
	enum tool_exit (*run)(const struct request *request, struct error *e);
};

/* Read and check a spec, and print what is wrong with it. */
static enum tool_exit load_spec(const char *path, char **ret, size_t *ret_len, struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct vmconfig config = VMCONFIG_INIT;
	int r = stream_read(path, JSON_MAX_SIZE, ret, ret_len, e);

	if (r < 0)
		return TOOL_IO;
	r = vmconfig_parse(*ret, *ret_len, &config, &list);
	diag_print(&list, stream_name(path), stderr);
	diag_list_release(&list);
	vmconfig_release(&config);
	if (r == -EBADMSG)
		return TOOL_SYNTAX;
	if (r == -EINVAL)
		return TOOL_SCHEMA;
	if (r < 0)
		error_set(e, -r, "%s: cannot check it: %m", stream_name(path));
	return r < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_write(const struct request *request, struct error *e)
{
	struct config_image image = { 0 };
	auto_free char *config = NULL;
	enum tool_exit code;
	uint32_t time;
	size_t len;
	int r;

	if (source_date(CONFIG_IMAGE_MAX_TIME, &time, e) < 0)
		return TOOL_USAGE;
	code = load_spec(request->operands[0], &config, &len, e);
	if (code != TOOL_OK)
		return code;
	if (config_image_make(config, len, request->size, time, &image, e) < 0)
		return TOOL_IO;
	r = atomic_file_write(request->operands[1], image.bytes, image.size,
			      request->force ? ATOMIC_FILE_DEVICE : 0, e);
	config_image_release(&image);
	return r < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_check(const struct request *request, struct error *e)
{
	auto_free char *config = NULL;
	size_t len;

	return load_spec(request->operands[0], &config, &len, e);
}

static enum tool_exit run_dump(const struct request *request, struct error *e)
{
	auto_free char *config = NULL;
	size_t len;

	if (config_reader_read(request->operands[0], VMCONFIG_PATH, JSON_MAX_SIZE, &config, &len, e) < 0)
		return TOOL_IO;
	return stream_write(config, len, e) < 0 ? TOOL_IO : TOOL_OK;
}

/* Print the record in our own words: what a guest wrote never reaches the terminal as it came. */
static enum tool_exit print_record(const struct end_record *record, struct error *e)
{
	char text[END_RECORD_SIZE + 1] = { 0 };

	if (end_record_write(record, text) < 0) {
		error_set(e, ENOMEM, "%m");
		return TOOL_IO;
	}
	text_one_line(text);
	printf("%s\n", text);
	return stream_write(NULL, 0, e) < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_status(const struct request *request, struct error *e)
{
	const char *path = request->operands[0];
	struct end_record record = END_RECORD_INIT;
	auto_free char *block = NULL;
	enum tool_exit code;
	size_t len;
	int r;

	if (config_reader_read(path, VMCONFIG_STATUS_PATH, VMCONFIG_STATUS_SIZE, &block, &len, e) < 0)
		return TOOL_IO;
	r = end_record_read(block, len, &record, e);
	if (r == -ENODATA)
		error_set(e, ENODATA, "%s: no end record yet", path);
	else if (r < 0)
		error_wrap(e, r, "%s: /" VMCONFIG_STATUS_PATH, path);
	if (r < 0)
		return TOOL_IO;
	code = print_record(&record, e);
	end_record_release(&record);
	return code;
}

static enum tool_exit run_help(const struct request *request, struct error *e)
{
	(void)request;
	options_print_help(&tool, stdout);
	return stream_write(NULL, 0, e) < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_version(const struct request *request, struct error *e)
{
	(void)request;
	printf("%s %s\n", tool.name, GUEST_INIT_VERSION);
	return stream_write(NULL, 0, e) < 0 ? TOOL_IO : TOOL_OK;
}

static const struct mode modes[] = {
	{ OPT_COUNT, { "SPEC.json", "OUT.img" }, run_write }, /* the default comes first */
	{ OPT_CHECK, { "SPEC.json" }, run_check },
	{ OPT_DUMP, { "OUT.img" }, run_dump },
	{ OPT_STATUS, { "OUT.img" }, run_status },
	{ OPT_HELP, { NULL }, run_help },
	{ OPT_VERSION, { NULL }, run_version },
};

static int choose_mode(struct request *request, int option, struct error *e)
{
	for (const struct mode *mode = modes; mode < modes + ARRAY_SIZE(modes); mode++) {
		if (mode->option != option)
			continue;
		if (request->mode != modes && request->mode != mode)
			return error_set(e, EINVAL, "--%s and --%s exclude each other",
					 options[request->mode->option].name, options[option].name);
		request->mode = mode;
	}
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

static int take_option(struct request *request, int option, const char *arg, struct error *e)
{
	switch (option) {
	case OPT_SIZE:
		return take_size(arg, &request->size, e);
	case OPT_FORCE:
		request->force = true;
		return 0;
	default:
		return choose_mode(request, option, e);
	}
}

/* What no single option can tell to be wrong. count: of the operands. */
static int check_request(const struct request *request, int count, struct error *e)
{
	const struct mode *mode = request->mode;
	int wanted = 0;

	if (mode != modes && (request->size || request->force))
		return error_set(e, EINVAL, "--size and --force are for writing a disk, not for --%s",
				 options[mode->option].name);
	for (; mode->operands[wanted]; wanted++)
		if (wanted == count)
			return error_set(e, EINVAL, "%s is missing", mode->operands[wanted]);
	if (count > wanted)
		return error_set(e, EINVAL, "unexpected operand '%s'", request->operands[wanted]);
	if (mode == modes && !strcmp(request->operands[1], "-"))
		return error_set(e, EINVAL, "the disk can't go to standard output");
	return 0;
}

static int parse_request(int argc, char **argv, struct request *ret, struct error *e)
{
	struct request request = { .mode = modes };
	const char *arg = NULL;
	int operands = argc, option, r;

	while ((option = options_next(&tool, argc, argv, &arg, &operands, e)) >= 0) {
		r = take_option(&request, option, arg, e);
		if (r < 0)
			return r;
	}
	if (option != OPTIONS_END)
		return option;
	request.operands = argv + operands;
	r = check_request(&request, argc - operands, e);
	if (!r)
		*ret = request;
	return r;
}

int main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	struct request request;
	enum tool_exit code = TOOL_IO;

	if (stream_init(&e) == 0) {
		if (parse_request(argc, argv, &request, &e) < 0) {
			options_print_misuse(&tool, &e, stderr);
			return TOOL_USAGE;
		}
		code = request.mode->run(&request, &e);
	}
	if (*e.text)
		fprintf(stderr, "%s: %s\n", tool.name, e.text);
	return code;
}

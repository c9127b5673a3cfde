/* main.c - mkconfigdisk: write a VM's config disk, check a spec, read a disk back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/end_record.h"
#include "common/json.h"
#include "common/text.h"
#include "common/vmconfig.h"
#include "host-tools/lib/about.h"
#include "host-tools/lib/atomic_file.h"
#include "host-tools/lib/config_image.h"
#include "host-tools/lib/config_reader.h"
#include "host-tools/lib/exit_codes.h"
#include "host-tools/lib/source_date.h"
#include "host-tools/lib/spec_text.h"
#include "host-tools/lib/status_report.h"
#include "host-tools/lib/stream.h"
#include "host-tools/mkconfigdisk/request.h"
#include "host-tools/mkconfigdisk/schema.h"
#include "host-tools/mkconfigdisk/verify.h"

/* What a run works on. */
struct run {
	const struct request *request;
	struct spec spec; /* for the modes that read one */
	struct document_list documents;
	struct error *e; /* when set, yet to be printed */
};

static enum tool_exit load_spec(struct run *run)
{
	return spec_load(&run->request->spec, &run->documents, &run->spec, run->e);
}

static enum tool_exit run_write(struct run *run)
{
	const struct request *request = run->request;
	struct config_image image = { 0 };
	enum tool_exit code;
	uint32_t time;
	int r;

	if (source_date(CONFIG_IMAGE_MAX_TIME, &time, run->e) < 0)
		return TOOL_USAGE;
	code = load_spec(run);
	if (code != TOOL_OK)
		return code;
	if (config_image_make(run->spec.text, run->spec.len, request->size, time, &image,
			      run->e) < 0)
		return TOOL_IO;
	r = atomic_file_write_sparse(request->image, image.bytes, image.size, image.used,
				     request->force ? ATOMIC_FILE_DEVICE : 0, run->e);
	config_image_release(&image);
	return r < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_print_config(struct run *run)
{
	struct spec *spec = &run->spec;
	auto_free char *redacted = NULL;
	enum tool_exit code = load_spec(run);

	if (code != TOOL_OK)
		return code;
	if (!run->request->redact)
		return stream_write(spec->text, spec->len, run->e) < 0 ? TOOL_IO : TOOL_OK;
	redacted = spec_text(&spec->config, spec->root, true);
	if (!redacted) {
		error_set(run->e, ENOMEM, "%m");
		return TOOL_IO;
	}
	return stream_write(redacted, strlen(redacted), run->e) < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_verify(struct run *run)
{
	enum tool_exit code = load_spec(run);

	return code == TOOL_OK ?
		verify_disk(&run->spec, run->request->image, &run->documents, run->e) : code;
}

static enum tool_exit run_dump(struct run *run)
{
	auto_free char *config = NULL;
	size_t len;

	if (config_reader_read(run->request->image, VMCONFIG_PATH, JSON_MAX_SIZE, &config, &len,
			       run->e) < 0)
		return TOOL_IO;
	return stream_write(config, len, run->e) < 0 ? TOOL_IO : TOOL_OK;
}

static void print_report(FILE *out, const void *record)
{
	status_report_print(record, out);
}

/* Print the record in our own words: what a guest wrote never reaches the terminal as it came. */
static enum tool_exit print_record(const struct end_record *record, struct error *e)
{
	char text[END_RECORD_SIZE + 1] = { 0 };

	if (isatty(STDOUT_FILENO))
		return stream_print(print_report, record, e) < 0 ? TOOL_IO : TOOL_OK;
	if (end_record_write(record, text) < 0) {
		error_set(e, ENOMEM, "%m");
		return TOOL_IO;
	}
	text_one_line(text);
	return stream_write_line(text, e) < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_status(struct run *run)
{
	const char *path = run->request->image;
	struct error *e = run->e;
	struct end_record record = END_RECORD_INIT;
	auto_free char *block = NULL;
	enum tool_exit code;
	size_t len;
	int r;

	if (config_reader_read(path, VMCONFIG_STATUS_PATH, VMCONFIG_STATUS_SIZE, &block, &len,
			       e) < 0)
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

static enum tool_exit run_schema(struct run *run)
{
	cJSON *schema = schema_make();
	auto_free char *text = schema ? cJSON_Print(schema) : NULL;

	cJSON_Delete(schema);
	if (!text) {
		error_set(run->e, ENOMEM, "%m");
		return TOOL_IO;
	}
	return stream_write_line(text, run->e) < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run_completion(struct run *run)
{
	return about_completion(&mkconfigdisk_tool, run->request->shell, run->e);
}

static enum tool_exit run_help(struct run *run)
{
	return about_help(&mkconfigdisk_tool, run->e);
}

static enum tool_exit run_version(struct run *run)
{
	return about_version(&mkconfigdisk_tool, run->e);
}

/* Each returns what the tool exits with. */
static enum tool_exit (*const modes[])(struct run *run) = {
	[MODE_WRITE] = run_write,
	[MODE_CHECK] = load_spec,
	[MODE_PRINT_CONFIG] = run_print_config,
	[MODE_VERIFY] = run_verify,
	[MODE_DUMP] = run_dump,
	[MODE_STATUS] = run_status,
	[MODE_SCHEMA] = run_schema,
	[MODE_COMPLETION] = run_completion,
	[MODE_HELP] = run_help,
	[MODE_VERSION] = run_version,
};

static enum tool_exit run_request(const struct request *request, struct error *e)
{
	struct run run = { .request = request, .documents = DOCUMENT_LIST_INIT, .e = e };
	enum tool_exit code = modes[request->mode](&run);

	documents_report(&run.documents, request->errors, stderr);
	document_list_release(&run.documents);
	spec_release(&run.spec);
	return code;
}

/* Say what is wrong with the command line. r: as request_parse() returned. */
static enum tool_exit misused(const struct request *request, int r, const struct error *e)
{
	if (request->errors == REPORT_JSON || r != -EINVAL)
		report_error(mkconfigdisk_tool.name, e, request->errors, stderr);
	else
		options_print_misuse(&mkconfigdisk_tool, e, stderr);
	return r == -EINVAL ? TOOL_USAGE : TOOL_IO;
}

int main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	struct request request = { .mode = MODE_WRITE };
	enum tool_exit code;
	int r = stream_init(&e);

	if (r < 0) {
		report_error(mkconfigdisk_tool.name, &e, REPORT_TEXT, stderr);
		return TOOL_IO;
	}
	r = request_parse(argc, argv, &request, &e);
	if (r < 0) {
		code = misused(&request, r, &e);
	} else {
		code = run_request(&request, &e);
		if (*e.text)
			report_error(mkconfigdisk_tool.name, &e, request.errors, stderr);
	}
	request_release(&request);
	return code;
}

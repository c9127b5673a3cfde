/* verify.c - does a disk carry exactly what a spec makes? */
#include "host-tools/mkconfigdisk/verify.h"

#include <errno.h>
#include <string.h>

#include "common/json.h"
#include "host-tools/lib/config_reader.h"
#include "host-tools/lib/json_diff.h"

static size_t first_difference(const struct spec *spec, const struct document *disk)
{
	size_t at = 0;

	while (at < spec->len && at < disk->len && spec->text[at] == disk->text[at])
		at++;
	return at;
}

/* Both are the same JSON or not; the disk's may be anything. */
static int compare_values(const struct spec *spec, struct document *disk)
{
	cJSON *want = NULL, *have = NULL;
	struct diag_list ignored = DIAG_LIST_INIT;
	int r = json_parse(disk->text, disk->len, &have, &disk->findings);

	if (!r)
		r = json_parse(spec->text, spec->len, &want, &ignored);
	if (!r)
		r = json_diff(want, have, &disk->findings);
	cJSON_Delete(want);
	cJSON_Delete(have);
	diag_list_release(&ignored);
	return r == -EBADMSG ? 0 : r;
}

enum tool_exit verify_disk(const struct spec *spec, const char *path,
			   struct document_list *documents, struct error *e)
{
	struct document *disk;
	char *text;
	size_t len;
	int r;

	if (config_reader_read(path, VMCONFIG_PATH, JSON_MAX_SIZE, &text, &len, e) < 0)
		return TOOL_IO;
	if (document_adopt(documents, path, text, len, &disk, e) < 0)
		return TOOL_IO;
	if (len == spec->len && !memcmp(text, spec->text, len))
		return TOOL_OK;
	r = compare_values(spec, disk);
	if (!r && !disk->findings.count)
		diag_error(&disk->findings, "", "the values are the same, the bytes are not "
			   "(from byte %zu on)", first_difference(spec, disk));
	if (!r)
		r = documents_locate(documents);
	if (r < 0)
		error_set(e, -r, "%s: cannot compare it: %m", path);
	return r < 0 ? TOOL_IO : TOOL_MISMATCH;
}

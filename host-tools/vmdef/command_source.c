/* command_source.c - --check and --from: a VM definition in; a verdict, or the spec, out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/lib/stream.h"
#include "host-tools/vmdef/commands.h"

struct definition {
	char *text;
	size_t len;
	void *object; /* as the source's type describes it */
};

static void definition_release(const struct source *source, struct definition *d)
{
	if (d->object)
		object_release(source->type, d->object);
	free(d->object);
	free(d->text);
}

/* Parse and check. Returns 0 (the findings are in list), -EBADMSG or -ENOMEM. */
static int parse(const struct request *request, struct definition *d, struct diag_list *list)
{
	const struct source_context context = {
		.path = request->path, .here = request->here, .names = request->names,
		.networks = request->networks,
	};
	const struct source *source = request->source;
	cJSON *root;
	int r = json_parse(d->text, d->len, &root, list);

	if (r < 0)
		return r;
	d->object = calloc(1, source->type->size);
	r = d->object ? object_parse(source->type, root, "", d->object, list) : -ENOMEM;
	cJSON_Delete(root);
	if (r == 0 && source->check)
		source->check(d->object, &context, list);
	return r;
}

/* Place and print the findings. Returns TOOL_OK when there is no error among them. */
static enum tool_exit report(const struct request *request, const struct definition *d,
			     struct diag_list *list, int r)
{
	bool failed;

	if (r == 0 && json_locate(d->text, d->len, list) < 0)
		list->incomplete = true;
	failed = diag_failed(list);
	diag_sort(list);
	diag_print(list, stream_name(request->path), stderr);
	diag_list_release(list);
	if (r == -EBADMSG)
		return TOOL_SYNTAX;
	return failed ? TOOL_SCHEMA : TOOL_OK;
}

static enum tool_exit load(const struct request *request, struct definition *ret, struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	enum tool_exit code;
	int r;

	if (stream_read(request->path, JSON_MAX_SIZE, &ret->text, &ret->len, e) < 0)
		return TOOL_IO;
	r = parse(request, ret, &list);
	code = report(request, ret, &list, r);
	if (r == -ENOMEM) {
		error_set(e, ENOMEM, "%s: cannot check it: %m", stream_name(request->path));
		return TOOL_IO;
	}
	return code;
}

enum tool_exit command_check(const struct request *request, struct error *e)
{
	struct definition d = { 0 };
	enum tool_exit code = load(request, &d, e);

	definition_release(request->source, &d);
	return code;
}

static enum tool_exit print_spec(const struct request *request, const struct definition *d,
				 struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	cJSON *spec = request->source->to_spec(d->object, &list);
	auto_free char *text = spec ? cJSON_Print(spec) : NULL;
	enum tool_exit code = report(request, d, &list, 0);

	cJSON_Delete(spec);
	if (!text) {
		error_set(e, ENOMEM, "%m");
		return TOOL_IO;
	}
	if (code != TOOL_OK)
		return code;
	return stream_write_line(text, e) < 0 ? TOOL_IO : TOOL_OK;
}

enum tool_exit command_from(const struct request *request, struct error *e)
{
	struct definition d = { 0 };
	enum tool_exit code = load(request, &d, e);

	if (code == TOOL_OK)
		code = print_spec(request, &d, e);
	definition_release(request->source, &d);
	return code;
}

/* command_source.c - --check and --from: a VM definition in; a verdict, or the spec, out. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/lib/document.h"
#include "host-tools/lib/stream.h"
#include "host-tools/vmdef/commands.h"

struct definition {
	struct document_list documents; /* it alone */
	struct document *document;
	const struct object_type *type; /* the source's own, or its envelope's */
	void *object;
	const void *vm;	    /* in the object: as the source's type describes it */
	const char *member; /* that holds it; NULL: it is the whole document */
};

static void definition_release(struct definition *d)
{
	if (d->object)
		object_release(d->type, d->object);
	free(d->object);
	document_list_release(&d->documents);
}

/* Findings about the VM are about a member of its envelope. first: the one to begin with. */
static void place(struct definition *d, size_t first)
{
	struct diag_list *list = &d->document->findings;

	for (size_t i = first; d->member && i < list->count; i++) {
		char *pointer;

		if (asprintf(&pointer, "/%s%s", d->member, list->items[i].pointer) < 0) {
			list->incomplete = true;
			return;
		}
		free(list->items[i].pointer);
		list->items[i].pointer = pointer;
	}
}

/* The document as one struct. Returns 0 (findings are the document's) or -ENOMEM. */
static int parse_object(const struct source *source, const cJSON *root, struct definition *d)
{
	const struct envelope *envelope = &source->envelope;
	bool inside = envelope->type &&
		      cJSON_GetObjectItemCaseSensitive(root, envelope->member);
	int r;

	d->member = inside ? envelope->member : NULL;
	d->type = inside ? envelope->type : source->type;
	d->object = calloc(1, d->type->size);
	if (!d->object)
		return -ENOMEM;
	r = object_parse(d->type, root, "", d->object, &d->document->findings);
	d->vm = (const char *)d->object + (inside ? envelope->offset : 0);
	return r;
}

/* Parse and check. Returns 0 (the findings are the document's), -EBADMSG or -ENOMEM. */
static int parse(const struct request *request, struct definition *d)
{
	const struct source_context context = {
		.path = request->path, .here = request->here, .names = request->names,
		.networks = request->networks,
	};
	const struct source *source = request->source;
	struct diag_list *list = &d->document->findings;
	size_t parsed;
	cJSON *root;
	int r = json_parse(d->document->text, d->document->len, &root, list);

	if (r < 0)
		return r;
	r = parse_object(source, root, d);
	cJSON_Delete(root);
	parsed = list->count;
	if (r == 0 && source->check)
		source->check(d->vm, &context, list);
	place(d, parsed);
	return r;
}

/* r: 0, or as parse() returned. */
static enum tool_exit verdict(struct definition *d, int r, struct error *e)
{
	if (r == -EBADMSG)
		return TOOL_SYNTAX;
	if (r == 0)
		r = documents_locate(&d->documents);
	if (r < 0) {
		error_set(e, -r, "%s: cannot check it: %m", d->document->name);
		return TOOL_IO;
	}
	return documents_failed(&d->documents) ? TOOL_SCHEMA : TOOL_OK;
}

static enum tool_exit load(const struct request *request, struct definition *d, struct error *e)
{
	if (document_read(&d->documents, request->path, JSON_MAX_SIZE, false, &d->document, e) < 0)
		return TOOL_IO;
	return verdict(d, parse(request, d), e);
}

enum tool_exit command_check(const struct request *request, struct error *e)
{
	struct definition d = { .documents = DOCUMENT_LIST_INIT };
	enum tool_exit code = load(request, &d, e);

	documents_report(&d.documents, REPORT_TEXT, stderr);
	definition_release(&d);
	return code;
}

/* ret: a text that the caller frees, after a failure too. */
static enum tool_exit make_spec(const struct request *request, struct definition *d, char **ret,
				struct error *e)
{
	const size_t checked = d->document->findings.count;
	cJSON *spec = request->source->to_spec(d->vm, &d->document->findings);

	place(d, checked);
	*ret = spec ? cJSON_Print(spec) : NULL;
	cJSON_Delete(spec);
	if (*ret)
		return verdict(d, 0, e);
	error_set(e, ENOMEM, "%m");
	return TOOL_IO;
}

enum tool_exit command_from(const struct request *request, struct error *e)
{
	struct definition d = { .documents = DOCUMENT_LIST_INIT };
	auto_free char *text = NULL;
	enum tool_exit code = load(request, &d, e);

	if (code == TOOL_OK)
		code = make_spec(request, &d, &text, e);
	documents_report(&d.documents, REPORT_TEXT, stderr);
	if (code == TOOL_OK && stream_write_line(text, e) < 0)
		code = TOOL_IO;
	definition_release(&d);
	return code;
}

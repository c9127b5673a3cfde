/* spec.c - from a spec, and what a command line adds to it, to what the VM is to be. */
#include "host-tools/lib/spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/json.h"
#include "common/vmconfig_rules.h"
#include "host-tools/lib/merge_patch.h"
#include "host-tools/lib/oci.h"
#include "host-tools/lib/spec_env.h"
#include "host-tools/lib/spec_text.h"

struct loader {
	const struct spec_request *request;
	struct document_list *documents;
	struct document *document;	 /* the spec */
	struct document *image_document; /* NULL: there is no image */
	struct oci_config image;
	uint64_t inherited; /* the fields that came from it, as bits of vmconfig's `set` */
	bool merged;
	struct spec spec;
	struct error *e;
};

static enum tool_exit no_memory(struct loader *l)
{
	error_set(l->e, ENOMEM, "%m");
	return TOOL_IO;
}

/* The verdict of a parser of JSON: r as it returned, with its findings in a document. */
static enum tool_exit verdict(struct loader *l, int r)
{
	if (r == -EBADMSG)
		return TOOL_SYNTAX;
	if (r == -EINVAL)
		return TOOL_SCHEMA;
	return r < 0 ? no_memory(l) : TOOL_OK;
}

static int read_document(struct loader *l)
{
	const struct spec_request *request = l->request;
	char *copy;

	if (!request->text)
		return document_read(l->documents, request->path, JSON_MAX_SIZE, false,
				     &l->document, l->e);
	copy = strdup(request->text);
	return copy ? document_adopt(l->documents, request->path, copy, strlen(copy), &l->document,
				     l->e) : error_set(l->e, ENOMEM, "%m");
}

static int apply_patch(struct loader *l)
{
	l->merged = true;
	return merge_patch(&l->spec.root, l->request->patch);
}

static enum tool_exit read_spec(struct loader *l)
{
	struct document *d;
	int r;

	if (read_document(l) < 0)
		return TOOL_IO;
	d = l->document;
	d->findings.strict = l->request->strict;
	r = json_parse(d->text, d->len, &l->spec.root, &d->findings);
	if (!r && l->request->patch)
		r = apply_patch(l);
	if (!r)
		r = object_parse(&vmconfig_type, l->spec.root, "", &l->spec.config, &d->findings);
	return verdict(l, r);
}

static enum tool_exit read_image(struct loader *l)
{
	auto_free char *path = NULL;
	const char *own = l->spec.config.image;
	struct document *d;

	if (!l->request->image && (!own || check_not_empty(own))) /* which its table has said */
		return TOOL_OK;
	path = l->request->image ? strdup(l->request->image) : spec_path(l->request, own);
	if (!path)
		return no_memory(l);
	if (document_read(l->documents, path, JSON_MAX_SIZE, false, &d, l->e) < 0)
		return TOOL_IO;
	l->image_document = d;
	l->merged = true;
	return verdict(l, oci_parse(d->text, d->len, &l->image, &d->findings));
}

static uint64_t bit_of(const struct field *f)
{
	return UINT64_C(1) << (f - vmconfig_type.fields);
}

/* Lay the spec over the image; env is merged on its own. */
static void merge_image(struct loader *l)
{
	struct vmconfig *config = &l->spec.config, *image = &l->image.config;

	if (!l->image_document)
		return;
	if (object_has(&vmconfig_type, config, "entrypoint"))
		object_clear(&vmconfig_type, image, "cmd");
	l->inherited = image->set & ~config->set;
	object_inherit(&vmconfig_type, config, image);
}

/* The field that a finding of the rules is about, if it came from the image; else NULL. */
static const struct field *inherited_field(const struct loader *l, const struct diag *d)
{
	for (size_t i = 0; i < vmconfig_type.count; i++) {
		const struct field *f = &vmconfig_type.fields[i];
		size_t len = strlen(f->name);

		if ((l->inherited & bit_of(f)) && *d->pointer == '/' &&
		    !strncmp(d->pointer + 1, f->name, len) && strchr("/", d->pointer[1 + len]))
			return f;
	}
	return NULL;
}

/* What a rule says about a value belongs where the value came from. */
static int place_finding(struct loader *l, const struct diag *d)
{
	const struct field *f = inherited_field(l, d);
	auto_free char *pointer = NULL;

	if (!f) {
		diag_add(&l->document->findings, d->severity, d->place, d->pointer, "%s", d->text);
		return 0;
	}
	/* Below the field, only a list of strings has the same form in both documents. */
	if (asprintf(&pointer, "%s%s", oci_origin(l->image.kind, f->name),
		     f->type == FIELD_STRV ? d->pointer + 1 + strlen(f->name) : "") < 0) {
		pointer = NULL;
		return -ENOMEM;
	}
	diag_add(&l->image_document->findings, d->severity, d->place, pointer, "%s", d->text);
	return 0;
}

static enum tool_exit check_rules(struct loader *l)
{
	struct diag_list list = DIAG_LIST_INIT;
	int r = 0;

	if (!cJSON_IsObject(l->spec.root)) /* which is wrong enough */
		return TOOL_OK;
	vmconfig_choose_init_mode(&l->spec.config);
	vmconfig_check_rules(&l->spec.config, &list);
	for (size_t i = 0; !r && i < list.count; i++)
		r = place_finding(l, &list.items[i]);
	if (list.incomplete)
		r = -ENOMEM;
	diag_list_release(&list);
	return r < 0 ? no_memory(l) : TOOL_OK;
}

static enum tool_exit write_text(struct loader *l)
{
	struct spec *spec = &l->spec;

	if (!l->merged && !spec_has_host_only(spec->root)) {
		spec->text = strndup(l->document->text, l->document->len);
		spec->len = l->document->len;
	} else {
		spec->text = spec_text(&spec->config, spec->root, false);
		spec->len = spec->text ? strlen(spec->text) : 0;
	}
	if (!spec->text)
		return no_memory(l);
	if (spec->len <= JSON_MAX_SIZE)
		return TOOL_OK;
	error_set(l->e, EFBIG,
		  "%s: with what is merged into it, the config is larger than %u bytes",
		  l->document->name, JSON_MAX_SIZE);
	return TOOL_SCHEMA;
}

static enum tool_exit merge_and_check(struct loader *l)
{
	bool env_merged = false;
	enum tool_exit code = read_image(l);

	if (code == TOOL_OK) {
		struct strmap image_env = l->image.config.env;

		l->image.config.env = (struct strmap){ 0 };
		l->image.config.set &= ~bit_of(object_find(&vmconfig_type, "env"));
		code = spec_env_merge(l->request, &image_env, &l->spec.config, l->documents,
				      &env_merged, l->e);
	}
	if (code != TOOL_OK)
		return code;
	l->merged |= env_merged;
	merge_image(l);
	return check_rules(l);
}

/* Memory ran out while a document was checked: that says nothing about the document. */
static bool is_incomplete(const struct document_list *documents)
{
	for (size_t i = 0; i < documents->count; i++)
		if (documents->items[i]->findings.incomplete)
			return true;
	return false;
}

enum tool_exit spec_load(const struct spec_request *request, struct document_list *documents,
			 struct spec *ret, struct error *e)
{
	struct loader l = { .request = request, .documents = documents, .e = e };
	enum tool_exit code = read_spec(&l);

	if (code == TOOL_OK)
		code = merge_and_check(&l);
	if (documents_locate(documents) < 0 || is_incomplete(documents))
		code = no_memory(&l);
	if (code == TOOL_OK && documents_failed(documents))
		code = TOOL_SCHEMA;
	if (code == TOOL_OK)
		code = write_text(&l);
	oci_release(&l.image);
	if (code == TOOL_OK)
		*ret = l.spec;
	else
		spec_release(&l.spec);
	return code;
}

void spec_release(struct spec *spec)
{
	vmconfig_release(&spec->config);
	cJSON_Delete(spec->root);
	free(spec->text);
	*spec = (struct spec){ 0 };
}

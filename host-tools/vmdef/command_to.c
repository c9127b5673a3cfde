/* command_to.c - --to and --list: a spec in, a VM definition out. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/suggest.h"
#include "host-tools/lib/cmdline.h"
#include "host-tools/lib/spec.h"
#include "host-tools/lib/stream.h"
#include "host-tools/vmdef/commands.h"

struct run {
	const struct request *request;
	struct document_list documents; /* the spec comes first */
	struct spec spec;
	struct vm vm;
	struct error *e;
};

static struct diag_list *findings(struct run *run)
{
	return &run->documents.items[0]->findings;
}

/* Returns code when there are findings that refuse the spec, else TOOL_OK. */
static enum tool_exit verdict(struct run *run, enum tool_exit code)
{
	if (documents_locate(&run->documents) < 0) {
		error_set(run->e, ENOMEM, "%m");
		return TOOL_IO;
	}
	return documents_failed(&run->documents) ? code : TOOL_OK;
}

static enum tool_exit print_definition(struct run *run)
{
	const struct request *request = run->request;
	auto_free char *cmdline = NULL, *text = NULL;
	struct render render = {
		.vm = &run->vm, .machine = request->machine, .accel = request->accel,
		.format = request->format, .created = request->created,
	};
	enum tool_exit code;
	int r;

	if (cmdline_make(request->target, &render, &cmdline, findings(run)) < 0)
		findings(run)->incomplete = true;
	render.cmdline = cmdline;
	target_check(request->target, &render, request->lossy, findings(run));
	code = verdict(run, TOOL_LOSSY);
	if (code != TOOL_OK)
		return code;
	r = target_render(request->target, &render, &text, run->e);
	if (r < 0)
		return r == -EINVAL ? TOOL_LOSSY : TOOL_IO;
	return stream_write_line(text, run->e) < 0 ? TOOL_IO : TOOL_OK;
}

static const char *next_target(void *context)
{
	const struct target *const **next = context;

	return **next ? (*(*next)++)->name : NULL;
}

/* A patch for a target that is misspelt would never be merged. */
static void check_patches(const struct vmconfig *config, struct diag_list *list)
{
	const cJSON *patch;

	cJSON_ArrayForEach(patch, config->host.targets) {
		auto_free char *pointer = json_pointer_key("/host/targets", patch->string);
		const struct target *const *next = targets;
		const char *meant;

		if (!pointer) {
			list->incomplete = true;
		} else if (!target_find(patch->string) && strncmp(patch->string, "x-", 2)) {
			meant = suggest(patch->string, next_target, &next);
			diag_add(list, DIAG_WARNING, DIAG_AT_KEY, pointer,
				 "there is no such target, ignored%s%s%s",
				 meant ? " (did you mean \"" : "", meant ? meant : "",
				 meant ? "\"?)" : "");
		}
	}
}

static enum tool_exit run_to(struct run *run)
{
	const struct spec_request spec_request = { .path = run->request->path };
	enum tool_exit code = spec_load(&spec_request, &run->documents, &run->spec, run->e);

	if (code != TOOL_OK)
		return code;
	check_patches(&run->spec.config, findings(run));
	vm_make(&run->spec.config, &run->vm, findings(run));
	code = verdict(run, TOOL_SCHEMA);
	return code == TOOL_OK ? print_definition(run) : code;
}

enum tool_exit command_to(const struct request *request, struct error *e)
{
	struct run run = { .request = request, .documents = DOCUMENT_LIST_INIT, .e = e };
	enum tool_exit code = run_to(&run);

	documents_report(&run.documents, REPORT_TEXT, stderr);
	document_list_release(&run.documents);
	spec_release(&run.spec);
	return code;
}

static void print_list(FILE *out, const void *what)
{
	(void)what;
	fprintf(out, "Targets (--to):\n");
	for (const struct target *const *t = targets; *t; t++)
		fprintf(out, "  %-22s%s\n", (*t)->name, (*t)->help);
	fprintf(out, "Sources (--from, --check):\n");
	for (const struct source *const *s = sources; *s; s++)
		fprintf(out, "  %-22s%s\n", (*s)->name, (*s)->help);
	fprintf(out, "Machines (--machine, for qemu):\n");
	for (const struct machine *m = machines; m->name; m++)
		fprintf(out, "  %-22s%s\n", m->name, m->program);
}

enum tool_exit command_list(const struct request *request, struct error *e)
{
	(void)request;
	return stream_print(print_list, NULL, e) < 0 ? TOOL_IO : TOOL_OK;
}

/* command_to.c - --to and --list: a spec in, a VM definition out. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/lib/stream.h"
#include "host-tools/vmdef/cmdline.h"
#include "host-tools/vmdef/commands.h"

struct spec {
	const char *name;
	char *text;
	size_t len;
	struct vmconfig config;
};

/* Print the findings. Returns code when they refuse the spec, else TOOL_OK. */
static enum tool_exit report(const struct spec *spec, struct diag_list *list, enum tool_exit code)
{
	bool failed;

	if (json_locate(spec->text, spec->len, list) < 0)
		list->incomplete = true;
	failed = diag_failed(list);
	diag_print(list, spec->name, stderr);
	diag_list_release(list);
	return failed ? code : TOOL_OK;
}

static enum tool_exit load(const char *path, struct spec *ret, struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	int r;

	ret->name = stream_name(path);
	if (stream_read(path, JSON_MAX_SIZE, &ret->text, &ret->len, e) < 0)
		return TOOL_IO;
	r = vmconfig_parse(ret->text, ret->len, &ret->config, &list);
	diag_print(&list, ret->name, stderr);
	diag_list_release(&list);
	if (r == -EBADMSG)
		return TOOL_SYNTAX;
	if (r == -EINVAL)
		return TOOL_SCHEMA;
	if (r < 0)
		error_set(e, -r, "%s: cannot read it: %m", ret->name);
	return r < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit print_definition(const struct request *request, const struct spec *spec,
				       const struct vm *vm, struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	auto_free char *cmdline = NULL, *text = NULL;
	struct render render = {
		.vm = vm, .machine = request->machine, .accel = request->accel,
		.format = request->format, .created = request->created,
	};
	enum tool_exit code;
	int r;

	if (cmdline_make(request->target, &render, &cmdline, &list) < 0)
		list.incomplete = true;
	render.cmdline = cmdline;
	target_check(request->target, &render, request->lossy, &list);
	code = report(spec, &list, TOOL_LOSSY);
	if (code != TOOL_OK)
		return code;
	r = target_render(request->target, &render, &text, e);
	if (r < 0)
		return r == -EINVAL ? TOOL_LOSSY : TOOL_IO;
	printf("%s\n", text);
	return stream_write(NULL, 0, e) < 0 ? TOOL_IO : TOOL_OK;
}

static enum tool_exit run(const struct request *request, struct spec *spec, struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	enum tool_exit code = load(request->path, spec, e);
	struct vm vm;

	if (code != TOOL_OK)
		return code;
	vm_make(&spec->config, &vm, &list);
	code = report(spec, &list, TOOL_SCHEMA);
	return code == TOOL_OK ? print_definition(request, spec, &vm, e) : code;
}

enum tool_exit command_to(const struct request *request, struct error *e)
{
	struct spec spec = { .config = VMCONFIG_INIT };
	enum tool_exit code = run(request, &spec, e);

	vmconfig_release(&spec.config);
	free(spec.text);
	return code;
}

enum tool_exit command_list(const struct request *request, struct error *e)
{
	(void)request;
	printf("Targets (--to):\n");
	for (const struct target *const *t = targets; *t; t++)
		printf("  %-22s%s\n", (*t)->name, (*t)->help);
	printf("Sources (--from, --check):\n");
	for (const struct source *const *s = sources; *s; s++)
		printf("  %-22s%s\n", (*s)->name, (*s)->help);
	printf("Machines (--machine, for qemu):\n");
	for (const struct machine *m = machines; m->name; m++)
		printf("  %-22s%s\n", m->name, m->program);
	return stream_write(NULL, 0, e) < 0 ? TOOL_IO : TOOL_OK;
}

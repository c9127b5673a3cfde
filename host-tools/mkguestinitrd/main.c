/* main.c - mkguestinitrd: pack /init, kernel modules and further files into an initrd. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "host-tools/lib/about.h"
#include "host-tools/lib/atomic_file.h"
#include "host-tools/lib/exit_codes.h"
#include "host-tools/lib/source_date.h"
#include "host-tools/lib/stream.h"
#include "host-tools/mkguestinitrd/arguments.h"
#include "host-tools/mkguestinitrd/cpio.h"
#include "host-tools/mkguestinitrd/elf_check.h"
#include "host-tools/mkguestinitrd/host_tree.h"
#include "host-tools/mkguestinitrd/input_file.h"

static int add_init(struct tree *t, const char *path, struct error *e)
{
	auto_buffer struct buffer program = BUFFER_INIT;
	int r = input_file_read(path, &program, NULL, e);

	if (r == 0)
		r = elf_check_static(&program, path, e);
	return r < 0 ? r : tree_add_file(t, "/init", 0755, &program, e);
}

/* Where /init mounts them from. */
static int add_kernel_trees(const struct arguments *a, struct tree *t, struct error *e)
{
	int r = 0;

	if (a->kernel_modules)
		r = host_tree_add(t, "/kernel/modules", a->kernel_modules, e);
	if (r == 0 && a->kernel_headers)
		r = host_tree_add(t, "/kernel/headers", a->kernel_headers, e);
	return r < 0 ? error_wrap(e, r, "kernel") : 0;
}

static int build_tree(const struct arguments *a, struct tree *t, struct error *e)
{
	int r = add_init(t, a->init, e);

	if (r < 0)
		return error_wrap(e, r, "init");
	/* The kernel opens it for descriptors 0 to 2 of /init, before anything is mounted. */
	r = tree_add_device(t, "/dev/console", 0600, 5, 1, e);
	if (r < 0)
		return r;
	for (size_t i = 0; i < a->file_count; i++) {
		r = extra_file_add(t, &a->files[i], e);
		if (r < 0)
			return error_wrap(e, r, "file");
	}
	if (a->modules.dir)
		r = module_set_add(t, &a->modules, e);
	if (r < 0)
		return error_wrap(e, r, "modules");
	return add_kernel_trees(a, t, e);
}

/* One line an entry: path, size in bytes (a device: its numbers) and permissions, between tabs. */
static void print_list(FILE *out, const void *what)
{
	const struct tree *t = what;

	for (size_t i = 0; i < t->count; i++) {
		const struct tree_entry *entry = &t->entries[i];

		fprintf(out, "%s%s\t", entry->path, S_ISDIR(entry->mode) ? "/" : "");
		if (S_ISCHR(entry->mode))
			fprintf(out, "%" PRIu32 ":%" PRIu32, entry->device_major,
				entry->device_minor);
		else
			fprintf(out, "%zu", entry->content.size);
		fprintf(out, "\t%04o\n", entry->mode & 07777);
	}
}

static int pack(const struct arguments *a, const struct tree *t, uint32_t mtime, struct error *e)
{
	auto_buffer struct buffer archive = BUFFER_INIT;
	int r = cpio_append(t, mtime, &archive);

	if (r < 0)
		return error_set(e, -r, "archive: %m");
	r = compression_apply(a->compression, &archive, e);
	if (r < 0)
		return r;
	/* NOLINTNEXTLINE: this action has an output, arguments_parse() saw to it */
	if (strcmp(a->out, "-") == 0)
		return stream_write(archive.data, archive.size, e);
	return atomic_file_write(a->out, archive.data, archive.size, ATOMIC_FILE_SHARED, e);
}

static int fail(const struct error *e)
{
	fprintf(stderr, "%s: %s\n", mkguestinitrd_tool.name, e->text);
	return TOOL_IO;
}

static int misuse(const struct error *e)
{
	options_print_misuse(&mkguestinitrd_tool, e, stderr);
	return TOOL_USAGE;
}

static int run(const struct arguments *a, struct error *e)
{
	__attribute__((cleanup(tree_release))) struct tree t = TREE_INIT;
	uint32_t mtime = 0;
	int r;

	if (source_date(UINT32_MAX, &mtime, e) < 0)
		return misuse(e);
	if (a->out && strcmp(a->out, "-") == 0 && isatty(STDOUT_FILENO)) {
		error_set(e, EINVAL, "an initrd isn't written to a terminal");
		return misuse(e);
	}
	r = build_tree(a, &t, e);
	if (r == 0 && a->action == ACTION_LIST)
		r = stream_print(print_list, &t, e);
	else if (r == 0)
		r = pack(a, &t, mtime, e);
	return r < 0 ? fail(e) : TOOL_OK;
}

static int print_about(const struct arguments *a, struct error *e)
{
	enum tool_exit code;

	if (a->action == ACTION_COMPLETION)
		code = about_completion(&mkguestinitrd_tool, a->shell, e);
	else if (a->action == ACTION_HELP)
		code = about_help(&mkguestinitrd_tool, e);
	else
		code = about_version(&mkguestinitrd_tool, e);
	return code == TOOL_OK ? TOOL_OK : fail(e);
}

int main(int argc, char **argv)
{
	__attribute__((cleanup(arguments_release))) struct arguments a = { 0 };
	struct error e = ERROR_INIT;
	int r;

	if (stream_init(&e) < 0)
		return fail(&e);
	r = arguments_parse(argc, argv, &a, &e);
	if (r == -EINVAL)
		return misuse(&e);
	if (r < 0)
		return fail(&e);
	if (a.action >= ACTION_COMPLETION)
		return print_about(&a, &e);
	return run(&a, &e);
}

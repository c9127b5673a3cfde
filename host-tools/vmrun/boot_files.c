/* boot_files.c - the kernel and the initrd that a run boots. */
#include "host-tools/vmrun/boot_files.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "common/cleanup.h"

static const struct boot_file {
	const char *name, *option, *variable;
	const char *places[2]; /* in each of the folders */
} kernel = { "kernel", "--kernel", "GUEST_INIT_KERNEL", { "kernel/vmlinuz", "vmlinuz" } },
  initrd = { "initrd", "--initrd", "GUEST_INIT_INITRD", { "initrd.img", "initrd.img" } };

static const char *const folders[] = { "..", "../lib/guest-init" }; /* beside the program's own */
static_assert(ARRAY_SIZE(folders) == ARRAY_SIZE(kernel.places), "a place in each folder");

/* What is for guests of another architecture than this machine's lies one folder deeper. */
static bool is_foreign(const char *arch)
{
	struct utsname name;

	return uname(&name) < 0 || strcmp(name.machine, arch) != 0;
}

/* Returns 0 with a path that the caller frees, -ENOENT or -ENOMEM. */
static int find_beside(const struct boot_file *f, const char *arch, char **ret)
{
	const char *deeper = is_foreign(arch) ? arch : "";
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	program[n < 0 ? 0 : n] = '\0';
	slash = strrchr(program, '/');
	if (!slash)
		return -ENOENT;
	*slash = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		auto_free char *path = NULL;

		if (asprintf(&path, "%s/%s/%s%s%s", program, folders[i], deeper,
			     *deeper ? "/" : "", f->places[i]) < 0) {
			path = NULL;
			return -ENOMEM;
		}
		if (access(path, R_OK) == 0) {
			*ret = take_ptr(path);
			return 0;
		}
	}
	return -ENOENT;
}

/* given: by the command line, or NULL. arch: of the machine. */
static int find(const struct boot_file *f, const char *given, const char *arch,
		const struct spec_request *spec, char **member, struct error *e)
{
	const char *variable = getenv(f->variable);
	char *path = NULL;
	int r = 0;

	if (given)
		path = strdup(given);
	else if (*member)
		path = spec_path(spec, *member);
	else if (variable && *variable)
		path = strdup(variable);
	else
		r = find_beside(f, arch, &path);
	if (r == -ENOENT)
		return error_set(e, ENOENT, "there is no %s to boot (%s, host.%s of the spec, or "
				 "%s says where it is)", f->name, f->option, f->name, f->variable);
	if (!path)
		return error_set(e, ENOMEM, "%m");
	free(*member);
	*member = path;
	return access(path, R_OK) < 0 ? error_set(e, errno, "the %s %s: %m", f->name, path) : 0;
}

int boot_files_find(const struct request *request, const struct spec_request *spec,
		    struct host *host, struct error *e)
{
	const char *arch = request->machine->arch;
	int r = find(&kernel, request->kernel, arch, spec, &host->kernel, e);

	return r < 0 ? r : find(&initrd, request->initrd, arch, spec, &host->initrd, e);
}

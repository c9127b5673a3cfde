/* oci.c - read what a container was to run: an OCI image config, or a runtime config.json. */
#include "host-tools/lib/oci.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/lib/oci_convert.h"

/* Keys that say something about the workload which a VM doesn't take over. */
struct left_out {
	const char *pointer;
	const char *why;
};

static const struct left_out image_left_out[] = {
	{ "/config/Healthcheck", "nothing in the VM would run it" },
};

static const struct left_out runtime_left_out[] = {
	{ "/hooks", "they are a container runtime's" },
	{ "/domainname", "the host name is all that is set" },
	{ "/process/apparmorProfile", "the VM's kernel has no profiles" },
	{ "/process/selinuxLabel", "the VM's kernel has no policy" },
	{ "/process/oomScoreAdj", "the workload has the VM's memory for itself" },
	{ "/process/scheduler", "the workload has the VM's CPUs for itself" },
	{ "/process/ioPriority", "the workload has the VM's disks for itself" },
	{ "/process/execCPUAffinity", "the workload has the VM's CPUs for itself" },
	{ "/linux/namespaces", "the VM is the boundary" },
	{ "/linux/uidMappings", "the VM is the boundary" },
	{ "/linux/gidMappings", "the VM is the boundary" },
	{ "/linux/timeOffsets", "the VM has its own clock" },
	{ "/linux/devices", "the VM has its own devices" },
	{ "/linux/netDevices", "the VM has its own devices" },
	{ "/linux/cgroupsPath", "give the VM its limits" },
	{ "/linux/resources", "give the VM its limits" },
	{ "/linux/intelRdt", "give the VM its limits" },
	{ "/linux/memoryPolicy", "give the VM its limits" },
	{ "/linux/rootfsPropagation", "the VM is the boundary" },
	{ "/linux/seccomp", "no filter is installed in the VM" },
	{ "/linux/maskedPaths", "the VM's /proc and /sys show nothing of the host" },
	{ "/linux/readonlyPaths", "the VM's /proc and /sys change nothing of the host" },
	{ "/linux/mountLabel", "the VM's kernel has no policy" },
	{ "/linux/personality", "it stays the kernel's own" },
	{ "/solaris", "a VM runs Linux" },
	{ "/windows", "a VM runs Linux" },
	{ "/vm", "the VM is described in the spec's \"host\"" },
	{ "/zos", "a VM runs Linux" },
};

static const struct origin {
	const char *field;
	const char *pointers[OCI_KIND_COUNT];
} origins[] = {
	{ "entrypoint",	       { [OCI_IMAGE] = "/config/Entrypoint" } },
	{ "cmd",	       { [OCI_IMAGE] = "/config/Cmd", [OCI_RUNTIME] = "/process/args" } },
	{ "env",	       { [OCI_IMAGE] = "/config/Env", [OCI_RUNTIME] = "/process/env" } },
	{ "workdir",	       { [OCI_IMAGE] = "/config/WorkingDir",
				 [OCI_RUNTIME] = "/process/cwd" } },
	{ "user",	       { [OCI_IMAGE] = "/config/User", [OCI_RUNTIME] = "/process/user" } },
	{ "stop_signal",       { [OCI_IMAGE] = "/config/StopSignal" } },
	{ "groups",	       { [OCI_RUNTIME] = "/process/user/additionalGids" } },
	{ "umask",	       { [OCI_RUNTIME] = "/process/user/umask" } },
	{ "rlimits",	       { [OCI_RUNTIME] = "/process/rlimits" } },
	{ "capabilities",      { [OCI_RUNTIME] = "/process/capabilities" } },
	{ "no_new_privileges", { [OCI_RUNTIME] = "/process/noNewPrivileges" } },
	{ "tty",	       { [OCI_RUNTIME] = "/process/terminal" } },
	{ "hostname",	       { [OCI_RUNTIME] = "/hostname" } },
	{ "sysctls",	       { [OCI_RUNTIME] = "/linux/sysctl" } },
	{ "mounts",	       { [OCI_RUNTIME] = "/mounts" } },
	{ "rootfs",	       { [OCI_RUNTIME] = "/root/readonly" } },
};

const char *oci_origin(enum oci_kind kind, const char *field)
{
	for (const struct origin *o = origins; o < origins + ARRAY_SIZE(origins); o++)
		if (!strcmp(o->field, field))
			return o->pointers[kind] ? o->pointers[kind] : "";
	return "";
}

/* pointer: without escapes. */
static const cJSON *find(const cJSON *root, const char *pointer)
{
	while (root && *pointer == '/') {
		size_t len = strcspn(++pointer, "/");
		const cJSON *child = cJSON_IsObject(root) ? root->child : NULL;

		while (child && (strncmp(child->string, pointer, len) || child->string[len]))
			child = child->next;
		root = child;
		pointer += len;
	}
	return root;
}

static bool says_something(const cJSON *value)
{
	if (!value || cJSON_IsNull(value) || cJSON_IsFalse(value))
		return false;
	if (cJSON_IsString(value))
		return *value->valuestring;
	return cJSON_IsObject(value) || cJSON_IsArray(value) ? value->child != NULL : true;
}

static void warn_left_out(const cJSON *root, const struct left_out *rows, size_t count,
			  struct diag_list *list)
{
	for (size_t i = 0; i < count; i++)
		if (says_something(find(root, rows[i].pointer)))
			diag_add(list, DIAG_WARNING, DIAG_AT_KEY, rows[i].pointer,
				 "not taken over: %s", rows[i].why);
}

static int warn_volumes(const cJSON *root, struct diag_list *list)
{
	const cJSON *volume;

	cJSON_ArrayForEach(volume, find(root, "/config/Volumes")) {
		auto_free char *at = volume->string ?
			json_pointer_key("/config/Volumes", volume->string) : NULL;

		if (!at)
			return volume->string ? -ENOMEM : 0;
		diag_add(list, DIAG_WARNING, DIAG_AT_KEY, at, "not taken over: the root's own "
			 "overlay takes the writes (volume_mounts makes it a volume)");
	}
	return 0;
}

static int parse_image(const cJSON *root, struct vmconfig *ret, struct diag_list *list)
{
	struct oci_image oci;
	const cJSON *os = find(root, "/os");
	int r = object_parse(&oci_image_type, root, "", &oci, list);

	if (cJSON_IsString(os) && strcmp(os->valuestring, "linux"))
		diag_error(list, "/os", "\"%.64s\" is not linux", os->valuestring);
	warn_left_out(root, image_left_out, ARRAY_SIZE(image_left_out), list);
	if (r == 0)
		r = warn_volumes(root, list);
	if (r == 0)
		r = oci_convert_image(&oci, ret, list);
	object_release(&oci_image_type, &oci);
	return r;
}

static int parse_runtime(const cJSON *root, struct vmconfig *ret, struct diag_list *list)
{
	struct oci_runtime oci;
	int r = object_parse(&oci_runtime_type, root, "", &oci, list);

	warn_left_out(root, runtime_left_out, ARRAY_SIZE(runtime_left_out), list);
	if (r == 0)
		r = oci_convert_runtime(&oci, ret, list);
	object_release(&oci_runtime_type, &oci);
	return r;
}

static int tell_apart(const cJSON *root, enum oci_kind *ret, struct diag_list *list)
{
	if (find(root, "/config/digest") || find(root, "/manifests")) {
		diag_error(list, "", "is an image's manifest or index (the image's config is "
			   "expected: the blob that a manifest's config.digest names)");
		return -EINVAL;
	}
	if (find(root, "/process") || find(root, "/ociVersion"))
		*ret = OCI_RUNTIME;
	else if (find(root, "/config") || find(root, "/rootfs/diff_ids"))
		*ret = OCI_IMAGE;
	else
		diag_error(list, "", "is neither an OCI image config (no \"config\") nor an OCI "
			   "runtime config (no \"process\")");
	return diag_failed(list) ? -EINVAL : 0;
}

/* In this format "no limit" is uint64_t's largest, 2^64 - 1 (runtime-spec, config.md, "rlimits";
 * RLIM_INFINITY), which our JSON doesn't take. It becomes -1 of the same width, so that every place
 * stays what it was. */
static void replace_infinity(char *text)
{
	static const char infinity[] = "18446744073709551615", of_numbers[] = "0123456789+-.eE";
	const size_t len = sizeof(infinity) - 1;
	bool in_string = false;

	for (char *p = text; *p; p++) {
		size_t number = in_string ? 0 : strspn(p, of_numbers);

		if (in_string && *p == '\\' && p[1]) {
			p++;
		} else if (*p == '"') {
			in_string = !in_string;
		} else if (number) {
			if (number == len && !memcmp(p, infinity, len))
				memcpy(p, "                  -1", len);
			p += number - 1;
		}
	}
}

static int parse(const cJSON *root, struct oci_config *oci, struct diag_list *list)
{
	int r = tell_apart(root, &oci->kind, list);

	if (r < 0)
		return r;
	r = object_init(&vmconfig_type, &oci->config);
	if (r < 0)
		return r;
	return oci->kind == OCI_IMAGE ? parse_image(root, &oci->config, list) :
					parse_runtime(root, &oci->config, list);
}

int oci_parse(char *text, size_t len, struct oci_config *ret, struct diag_list *list)
{
	struct oci_config oci = { 0 };
	cJSON *root;
	int r;

	replace_infinity(text);
	r = json_parse(text, len, &root, list);
	if (r < 0)
		return r;
	r = parse(root, &oci, list);
	cJSON_Delete(root);
	if (r < 0)
		oci_release(&oci);
	else
		*ret = oci;
	return r;
}

void oci_release(struct oci_config *oci)
{
	object_release(&vmconfig_type, &oci->config);
	*oci = (struct oci_config){ 0 };
}

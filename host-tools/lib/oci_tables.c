/* oci_tables.c - the parts of OCI's two formats that say something about the workload. */
#include "host-tools/lib/oci_tables.h"

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/json.h"
#include "common/user.h"
#include "common/vmconfig.h"

#define MAX_ENV 8192 /* variables; far more than execve(2) takes */

static const struct field image_settings_fields[] = {
	F_STRV(struct oci_image_settings, Entrypoint, "The beginning of argv."),
	F_STRV(struct oci_image_settings, Cmd, "The rest of argv."),
	F_STRV(struct oci_image_settings, Env, "NAME=VALUE each.", .flags = FIELD_SECRET,
	       .max_count = MAX_ENV),
	F_STRING(struct oci_image_settings, WorkingDir, "The working directory.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_absolute_path),
	F_STRING(struct oci_image_settings, User, "Who it runs as.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = user_spec_check),
	F_STRING(struct oci_image_settings, StopSignal, "What asks it to end.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_signal),
};
static const struct object_type image_settings_type =
	OBJECT_TYPE(struct oci_image_settings, "image settings", image_settings_fields,
		    .open = true);

static const struct field image_fields[] = {
	F_OBJECT(struct oci_image, config, struct oci_image_settings, &image_settings_type,
		 "How a container of the image runs."),
};
const struct object_type oci_image_type =
	OBJECT_TYPE(struct oci_image, "image config", image_fields, .open = true);

static const struct field user_fields[] = {
	F_INT(struct oci_user, uid, 0, USER_ID_MAX, "Its user."),
	F_INT(struct oci_user, gid, 0, USER_ID_MAX, "Its group."),
	F_INT(struct oci_user, umask, 0, 0777, "Its umask."),
	F_INTV(struct oci_user, additionalGids, 0, USER_ID_MAX, "Further groups.",
	       .max_count = 1024),
};
static const struct object_type user_type =
	OBJECT_TYPE(struct oci_user, "user", user_fields, .open = true);

/* Twice as many as the kernel can have, and few enough to compare each with each. */
#define CAPABILITIES(m, help)                                                             \
	F_STRV(struct oci_capabilities, m, help, .check = check_capability, .max_count = 128)

static const struct field capability_fields[] = {
	CAPABILITIES(bounding, "The bounding set."),
	CAPABILITIES(effective, "The effective set."),
	CAPABILITIES(permitted, "The permitted set."),
	CAPABILITIES(inheritable, "The inheritable set."),
	CAPABILITIES(ambient, "The ambient set."),
};
static const struct object_type capabilities_type =
	OBJECT_TYPE(struct oci_capabilities, "capabilities", capability_fields, .open = true);

static const struct field rlimit_fields[] = {
	F_STRING(struct oci_rlimit, type, "The resource.", .flags = FIELD_REQUIRED,
		 .check = check_rlimit_name),
	F_INT(struct oci_rlimit, soft, RLIMIT_UNLIMITED, JSON_MAX_INTEGER, "What counts.",
	      .flags = FIELD_REQUIRED),
	F_INT(struct oci_rlimit, hard, RLIMIT_UNLIMITED, JSON_MAX_INTEGER, "Its ceiling.",
	      .flags = FIELD_REQUIRED),
};
static const struct object_type rlimit_type =
	OBJECT_TYPE(struct oci_rlimit, "rlimit", rlimit_fields, .open = true);

static const struct field process_fields[] = {
	F_BOOL(struct oci_process, terminal, "It gets a terminal."),
	F_OBJECT(struct oci_process, user, struct oci_user, &user_type, "Who it runs as."),
	F_STRV(struct oci_process, args, "Its argv."),
	F_STRV(struct oci_process, env, "NAME=VALUE each.", .flags = FIELD_SECRET,
	       .max_count = MAX_ENV),
	F_STRING(struct oci_process, cwd, "Its working directory.", .check = check_absolute_path),
	F_OBJECT(struct oci_process, capabilities, struct oci_capabilities, &capabilities_type,
		 "Its capabilities."),
	F_OBJV(struct oci_process, rlimits, &rlimit_type, "Its limits.", .max_count = 64),
	F_BOOL(struct oci_process, noNewPrivileges, "It can't gain privileges."),
};
static const struct object_type process_type =
	OBJECT_TYPE(struct oci_process, "process", process_fields, .open = true);

static const struct field root_fields[] = {
	F_BOOL(struct oci_root, readonly, "The root can't be written to."),
};
static const struct object_type root_type =
	OBJECT_TYPE(struct oci_root, "root", root_fields, .open = true);

static const struct field mount_fields[] = {
	F_STRING(struct oci_mount, destination, "Where it is mounted.", .flags = FIELD_REQUIRED),
	F_STRING(struct oci_mount, type, "The filesystem."),
	F_STRING(struct oci_mount, source, "The device, or what stands for it."),
	F_STRV(struct oci_mount, options, "Mount options.", .check = check_mount_option),
};
static const struct object_type mount_type =
	OBJECT_TYPE(struct oci_mount, "mount", mount_fields, .open = true);

static const struct field linux_fields[] = {
	F_MAP(struct oci_linux, sysctl, "Kernel parameters.", .check_name = check_sysctl_name),
};
static const struct object_type linux_type =
	OBJECT_TYPE(struct oci_linux, "linux", linux_fields, .open = true);

static const struct field runtime_fields[] = {
	F_OBJECT(struct oci_runtime, process, struct oci_process, &process_type, "What runs."),
	F_OBJECT(struct oci_runtime, root, struct oci_root, &root_type, "The root."),
	F_STRING(struct oci_runtime, hostname, "The host name.", .flags = FIELD_EMPTY_IS_ABSENT,
		 .check = check_hostname),
	F_OBJV(struct oci_runtime, mounts, &mount_type, "What is mounted.", .max_count = 1024),
	F_OBJECT(struct oci_runtime, linux, struct oci_linux, &linux_type, "What only Linux has."),
};
const struct object_type oci_runtime_type =
	OBJECT_TYPE(struct oci_runtime, "runtime config", runtime_fields, .open = true);

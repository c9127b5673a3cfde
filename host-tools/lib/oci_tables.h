/* oci_tables.h - the parts of OCI's two formats that say something about the workload. Members are
 * called as the keys are. */
#pragma once
#include "common/field.h"

#undef linux /* gnu17 defines it; here it is a key */

struct oci_image_settings {
	uint64_t set;
	struct strv Entrypoint, Cmd, Env;
	char *WorkingDir, *User, *StopSignal;
};

struct oci_image {
	uint64_t set;
	struct oci_image_settings config;
};

struct oci_user {
	uint64_t set;
	int64_t uid, gid, umask;
	struct intv additionalGids;
};

struct oci_capabilities {
	uint64_t set;
	struct strv bounding, effective, permitted, inheritable, ambient;
};

struct oci_rlimit {
	uint64_t set;
	char *type;
	int64_t soft, hard;
};

struct oci_process {
	uint64_t set;
	bool terminal;
	struct oci_user user;
	struct strv args, env;
	char *cwd;
	struct oci_capabilities capabilities;
	struct objv rlimits; /* of struct oci_rlimit */
	bool noNewPrivileges;
};

struct oci_root {
	uint64_t set;
	bool readonly;
};

struct oci_mount {
	uint64_t set;
	char *destination, *type, *source;
	struct strv options;
};

struct oci_linux {
	uint64_t set;
	struct strmap sysctl;
};

struct oci_runtime {
	uint64_t set;
	struct oci_process process;
	struct oci_root root;
	char *hostname;
	struct objv mounts; /* of struct oci_mount */
	struct oci_linux linux;
};

extern const struct object_type oci_image_type, oci_runtime_type;

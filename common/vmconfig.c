/* vmconfig.c - the tables of the contract. Adding a field is adding a row. */
#include "common/vmconfig.h"

#include <errno.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/json.h"
#include "common/selector.h"
#include "common/vmconfig_rules.h"

const char *const volume_mode_names[] = {
	[VOLUME_RO] = "ro", [VOLUME_RW] = "rw", [VOLUME_OVERLAY] = "overlay",
	[VOLUME_MODE_COUNT] = NULL,
};
const char *const init_mode_names[] = {
	[INIT_EXEC] = "exec", [INIT_SYSTEMD] = "systemd", [INIT_MODE_COUNT] = NULL,
};

static const struct field volume_fields[] = {
	F_STRING(struct volume, device, "The device that holds the volume's filesystem.",
		 .flags = FIELD_REQUIRED, .check = selector_check),
	F_STRING(struct volume, path, "Where it is mounted in the root.",
		 .flags = FIELD_REQUIRED, .check = check_mount_target),
	F_ENUM(struct volume, mode, volume_mode_names,
	       "Read-only, read-write, or read-only under an overlay that takes the writes.",
	       .flags = FIELD_REQUIRED),
	F_STRING(struct volume, overlay_device, "The device that takes the writes of mode overlay.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = selector_check),
};
static const struct object_type volume_type = OBJECT_TYPE(struct volume, "volume", volume_fields);

static const struct field vmconfig_fields[] = {
	F_INT(struct vmconfig, config_version, 0, VMCONFIG_MAX_VERSION,
	      "The version of the contract that the document was written for."),
	F_STRV(struct vmconfig, entrypoint, "The beginning of the workload's argv."),
	F_STRV(struct vmconfig, cmd, "The rest of the workload's argv."),
	F_STRING(struct vmconfig, workdir, "The workload's working directory; made if missing.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_absolute_path, .def_string = "/"),
	F_MAP(struct vmconfig, env, "The workload's environment.",
	      .flags = FIELD_SECRET, .check_name = check_env_name),
	F_BOOL(struct vmconfig, network_enabled, "Configure the first NIC from the guest_ fields."),
	F_STRING(struct vmconfig, guest_ip, "The first NIC's address.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_ip),
	F_INT(struct vmconfig, guest_cidr, 1, 128, "The length of its prefix.", .unit = "bits"),
	F_STRING(struct vmconfig, guest_gw, "The default gateway.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_ip),
	F_STRING(struct vmconfig, guest_dns, "Name servers, with commas between.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_ip_list),
	F_OBJV(struct vmconfig, volume_mounts, &volume_type, "Volumes, in the order of their disks.",
	       .max_count = VMCONFIG_MAX_VOLUMES),
	F_ENUM(struct vmconfig, init_mode, init_mode_names,
	       "Run the workload as a supervised child, or hand PID 1 to the image's init.",
	       .flags = FIELD_EMPTY_IS_ABSENT),
	F_BOOL(struct vmconfig, skip_kernel_headers, "Leave out the kernel's modules and headers."),
	F_BOOL(struct vmconfig, skip_guest_agent, "Don't start the guest agent."),
};
const struct object_type vmconfig_type = OBJECT_TYPE(struct vmconfig, "vmconfig", vmconfig_fields);

int vmconfig_parse(const char *text, size_t len, struct vmconfig *ret, struct diag_list *list)
{
	struct vmconfig config = VMCONFIG_INIT;
	cJSON *root;
	int r = json_parse(text, len, &root, list);

	if (r < 0)
		return r;
	r = object_parse(&vmconfig_type, root, "", &config, list);
	cJSON_Delete(root);
	if (r == 0)
		vmconfig_check_rules(&config, list);
	if (r == 0 && list->count)
		r = json_locate(text, len, list);
	if (r == 0 && diag_failed(list))
		r = list->incomplete ? -ENOMEM : -EINVAL;
	if (r < 0) {
		vmconfig_release(&config);
		return r;
	}
	*ret = config;
	return 0;
}

unsigned vmconfig_guest_prefix(const struct vmconfig *c)
{
	return c->guest_cidr ? (unsigned)c->guest_cidr : VMCONFIG_DEFAULT_PREFIX;
}

void vmconfig_release(struct vmconfig *c)
{
	object_release(&vmconfig_type, c);
}

/* vmconfig.c - the tables of the contract: what the guest reads. Adding a field is adding a row. */
#include "common/vmconfig.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/json.h"
#include "common/name_table.h"
#include "common/selector.h"
#include "common/user.h"
#include "common/vmconfig_rules.h"

#define MAX_METRIC INT64_C(4294967295)

const char *const volume_mode_names[] = {
	[VOLUME_RO] = "ro", [VOLUME_RW] = "rw", [VOLUME_OVERLAY] = "overlay",
	[VOLUME_MODE_COUNT] = NULL,
};
const char *const init_mode_names[] = {
	[INIT_EXEC] = "exec", [INIT_SYSTEMD] = "systemd", [INIT_MODE_COUNT] = NULL,
};
const char *const log_level_names[] = {
	[LOG_LEVEL_ERROR] = "error", [LOG_LEVEL_INFO] = "info", [LOG_LEVEL_DEBUG] = "debug",
	[LOG_LEVEL_COUNT] = NULL,
};
const char *const mount_type_names[] = {
	[MOUNT_TMPFS] = "tmpfs", [MOUNT_VIRTIOFS] = "virtiofs", [MOUNT_9P] = "9p",
	[MOUNT_BIND] = "bind", [MOUNT_TYPE_COUNT] = NULL,
};
static const char *const dhcp_mode_names[] = {
	[DHCP_OFF] = "off", [DHCP_IPV4] = "ipv4", [DHCP_MODE_COUNT] = NULL,
};
static const char *const restart_policy_names[] = {
	[RESTART_NO] = "no", [RESTART_ON_FAILURE] = "on-failure", [RESTART_ALWAYS] = "always",
	[RESTART_POLICY_COUNT] = NULL,
};
static const char *const on_exit_names[] = {
	[ON_EXIT_POWEROFF] = "poweroff", [ON_EXIT_REBOOT] = "reboot", [ON_EXIT_HOLD] = "hold",
	[ON_EXIT_COUNT] = NULL,
};

static const struct field volume_fields[] = {
	F_STRING(struct volume, device, "The device that holds the volume's filesystem.",
		 .flags = FIELD_REQUIRED, .check = selector_check),
	F_STRING(struct volume, path, "Where it is mounted in the root.",
		 .flags = FIELD_REQUIRED, .check = check_mount_target),
	F_ENUM(struct volume, mode, volume_mode_names,
	       "Read-only (the device is never written to), read-write, or read-only under an "
	       "overlay that takes the writes.",
	       .flags = FIELD_REQUIRED | FIELD_EMPTY_IS_DEFAULT, .def = VOLUME_RW),
	F_STRING(struct volume, overlay_device, "The device that takes the writes of mode overlay.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = selector_check),
	F_STRING(struct volume, fstype, "Its filesystem; found out when absent.",
		 .check = check_fstype),
	F_STRV(struct volume, options, "Mount options.", .check = check_mount_option),
	F_BOOL(struct volume, required, "Whether a volume that can't be mounted ends the boot.",
	       .def = true),
};
static const struct object_type volume_type = OBJECT_TYPE(struct volume, "volume", volume_fields);

static const struct field host_entry_fields[] = {
	F_STRING(struct host_entry, ip, "The address.", .flags = FIELD_REQUIRED, .check = check_ip),
	F_STRV(struct host_entry, names, "Its names, the canonical one first.",
	       .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY, .check = check_host_alias),
};
static const struct object_type host_entry_type =
	OBJECT_TYPE(struct host_entry, "host entry", host_entry_fields);

static const struct field dns_fields[] = {
	F_STRV(struct dns, servers, "Name servers.", .check = check_ip),
	F_STRV(struct dns, search, "Domains to search.", .check = check_host_alias),
	F_STRV(struct dns, options, "Options of resolv.conf(5).", .check = check_resolv_option),
};
static const struct object_type dns_type = OBJECT_TYPE(struct dns, "dns", dns_fields);

static const struct field route_fields[] = {
	F_STRING(struct route, dst, "Where to: a network, or \"default\".",
		 .flags = FIELD_REQUIRED, .check = check_route),
	F_STRING(struct route, via, "The gateway; none when the network is on the link.",
		 .check = check_host_ip),
	F_BOOL(struct route, onlink, "The gateway is on the link, whatever the addresses say."),
	F_INT(struct route, metric, 0, MAX_METRIC, "Lower ones win."),
};
static const struct object_type route_type = OBJECT_TYPE(struct route, "route", route_fields);

static const struct field network_fields[] = {
	F_STRING(struct network, mac, "The NIC's address; without it, the NIC of the same index.",
		 .check = check_mac),
	F_STRING(struct network, name, "What the interface is renamed to.",
		 .check = check_interface),
	F_ENUM(struct network, dhcp, dhcp_mode_names, "Ask a DHCP server for the rest."),
	F_STRV(struct network, addresses, "Addresses with their prefixes.",
	       .check = check_cidr, .max_count = VMCONFIG_MAX_ADDRESSES),
	F_STRING(struct network, gateway, "The default gateway.", .check = check_host_ip),
	F_STRV(struct network, gateways, "The default gateways, one of each IP version.",
	       .check = check_host_ip, .max_count = 2),
	F_OBJV(struct network, routes, &route_type, "Further routes.",
	       .max_count = VMCONFIG_MAX_ADDRESSES),
	F_INT(struct network, mtu, 68, 65535, "The largest packet.", .unit = "bytes"),
	F_INT(struct network, vlan, 1, 4094, "Make an 802.1Q link with this id over the NIC, and "
	      "configure that."),
};
static const struct object_type network_type =
	OBJECT_TYPE(struct network, "network", network_fields);

static const struct field restart_fields[] = {
	F_ENUM(struct restart, policy, restart_policy_names, "When the workload is started again."),
	F_INT(struct restart, max, 0, 1000000, "How often at most; 0 is always."),
	F_INT(struct restart, delay_ms, 0, 3600000, "The pause before, doubled each time up to a "
	      "minute.", .unit = "ms", .def = 100),
};
static const struct object_type restart_type =
	OBJECT_TYPE(struct restart, "restart", restart_fields);

static const struct field rlimit_fields[] = {
	F_INT(struct rlimit_entry, soft, RLIMIT_UNLIMITED, JSON_MAX_INTEGER,
	      "The limit that counts; -1 is unlimited.", .flags = FIELD_REQUIRED),
	F_INT(struct rlimit_entry, hard, RLIMIT_UNLIMITED, JSON_MAX_INTEGER,
	      "How far it can be raised; -1 is unlimited.", .flags = FIELD_REQUIRED),
};
static const struct object_type rlimit_type =
	OBJECT_TYPE(struct rlimit_entry, "rlimit", rlimit_fields);
static_assert(offsetof(struct rlimit_entry, name) == sizeof(uint64_t), "FIELD_OBJMAP's key");

static const struct field mount_fields[] = {
	F_ENUM(struct mount_entry, type, mount_type_names, "What is mounted.",
	       .flags = FIELD_REQUIRED),
	F_STRING(struct mount_entry, source, "The tag of virtiofs and 9p; the path in the root for "
		 "bind.", .check = check_not_empty),
	F_STRING(struct mount_entry, target, "Where it is mounted in the root.",
		 .flags = FIELD_REQUIRED, .check = check_mount_target),
	F_STRV(struct mount_entry, options, "Mount options.", .check = check_mount_option),
	F_BOOL(struct mount_entry, required, "Whether a mount that fails ends the boot.",
	       .def = true),
};
static const struct object_type mount_type = OBJECT_TYPE(struct mount_entry, "mount", mount_fields);

static const struct field rootfs_fields[] = {
	F_STRV(struct rootfs, layers, "The root's layers, topmost first; /dev/vda when absent.",
	       .check = selector_check, .max_count = VMCONFIG_MAX_LAYERS),
	F_STRING(struct rootfs, upper, "What takes the root's writes: a device, or \"tmpfs\".",
		 .check = check_upper, .def_string = "/dev/vdb"),
	F_STRING(struct rootfs, fstype, "The layers' filesystem; found out when absent.",
		 .check = check_fstype),
	F_BOOL(struct rootfs, readonly, "The root can't be written to; upper isn't used."),
};
const struct object_type rootfs_type = OBJECT_TYPE(struct rootfs, "rootfs", rootfs_fields);

static const struct field file_fields[] = {
	F_STRING(struct file_entry, path, "The file in the root; one that is there is replaced.",
		 .flags = FIELD_REQUIRED, .check = check_file_path),
	F_STRING(struct file_entry, content, "What is in it, as text.", .flags = FIELD_SECRET),
	F_STRING(struct file_entry, content_base64, "What is in it, in base64.",
		 .flags = FIELD_SECRET, .check = check_base64),
	F_STRING(struct file_entry, mode, "Its mode, in octal.", .check = check_file_mode,
		 .def_string = "0644"),
	F_STRING(struct file_entry, owner, "Its owner, UID:GID.", .check = check_owner,
		 .def_string = "0:0"),
};
static const struct object_type file_type = OBJECT_TYPE(struct file_entry, "file", file_fields);

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
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_host_ip),
	F_INT(struct vmconfig, guest_cidr, 1, 128, "The length of its prefix.", .unit = "bits"),
	F_STRING(struct vmconfig, guest_gw, "The default gateway.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_host_ip),
	F_STRING(struct vmconfig, guest_dns, "Name servers, with commas between.",
		 .flags = FIELD_EMPTY_IS_ABSENT, .check = check_ip_list),
	F_OBJV(struct vmconfig, volume_mounts, &volume_type,
	       "Volumes, in the order of their disks.", .max_count = VMCONFIG_MAX_VOLUMES),
	F_ENUM(struct vmconfig, init_mode, init_mode_names,
	       "Run the workload as a supervised child, or hand PID 1 to the image's init.",
	       .flags = FIELD_EMPTY_IS_DEFAULT),
	F_BOOL(struct vmconfig, skip_kernel_headers, "Leave out the kernel's modules and headers."),
	F_BOOL(struct vmconfig, skip_guest_agent, "Don't start the guest agent."),
	F_BOOL(struct vmconfig, has_gpu, "Load the initrd's list of GPU modules."),
	F_STRING(struct vmconfig, hostname, "The host name.", .check = check_hostname),
	F_STRING(struct vmconfig, machine_id, "/etc/machine-id of this boot.",
		 .check = check_machine_id),
	F_OBJV(struct vmconfig, hosts, &host_entry_type, "Lines for /etc/hosts."),
	F_OBJECT(struct vmconfig, dns, struct dns, &dns_type,
		 "Name resolution; overrides guest_dns."),
	F_OBJV(struct vmconfig, networks, &network_type, "The NICs; instead of the guest_ fields.",
	       .max_count = VMCONFIG_MAX_NETWORKS),
	F_STRING(struct vmconfig, user, "Who the workload runs as: user|uid[:group|gid].",
		 .check = user_spec_check),
	F_INTV(struct vmconfig, groups, 0, USER_ID_MAX, "Further groups, by number.",
	       .max_count = 1024),
	F_STRING(struct vmconfig, umask, "The workload's umask, in octal.",
		 .check = check_umask, .def_string = "0022"),
	F_BOOL(struct vmconfig, tty, "The workload gets the console as its controlling terminal."),
	F_STRING(struct vmconfig, stop_signal, "What asks the workload to end.",
		 .check = check_signal, .def_string = "SIGTERM"),
	F_INT(struct vmconfig, stop_timeout, 0, 3600, "How long it may take.",
	      .unit = "s", .def = 10),
	F_ENUM(struct vmconfig, on_exit, on_exit_names,
	       "What the VM does when the workload has ended."),
	F_OBJECT(struct vmconfig, restart, struct restart, &restart_type,
		 "Start the workload again, inside the VM."),
	F_OBJMAP(struct vmconfig, rlimits, &rlimit_type, "Resource limits, by name.",
		 .check_name = check_rlimit_name,
		 .max_count = VMCONFIG_MAX_RLIMITS),
	F_MAP(struct vmconfig, sysctls, "Kernel parameters, by dotted name.",
	      .check_name = check_sysctl_name),
	F_OBJV(struct vmconfig, mounts, &mount_type, "Mounts that aren't volumes.",
	       .max_count = VMCONFIG_MAX_MOUNTS),
	F_OBJECT(struct vmconfig, rootfs, struct rootfs, &rootfs_type, "What the root is made of."),
	F_OBJV(struct vmconfig, files, &file_type, "Files to write into the root."),
	F_BOOL(struct vmconfig, no_new_privileges, "No program can gain privileges by execve(2)."),
	F_STRV(struct vmconfig, capabilities, "All that the workload has; everything when absent.",
	       .check = check_capability),
	F_ENUM(struct vmconfig, log_level, log_level_names, "What /init says on the console."),
	F_STRING(struct vmconfig, image, "An OCI image config or runtime config to start from.",
		 .flags = FIELD_HOST_ONLY, .check = check_not_empty),
	F_STRV(struct vmconfig, env_files, "Files of variables, in docker's grammar.",
	       .flags = FIELD_HOST_ONLY, .check = check_not_empty),
	F_OBJV(struct vmconfig, secrets, &secret_type, "Variables whose values are in files.",
	       .flags = FIELD_HOST_ONLY, .max_count = VMCONFIG_MAX_SECRETS),
	F_OBJECT(struct vmconfig, host, struct host, &host_type, "The virtual machine itself.",
		 .flags = FIELD_HOST_ONLY),
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
	if (r == 0 && cJSON_IsObject(root)) {
		vmconfig_choose_init_mode(&config);
		vmconfig_check_rules(&config, list);
	}
	cJSON_Delete(root);
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

void vmconfig_choose_init_mode(struct vmconfig *c)
{
	static const char *const inits[] = {
		"/sbin/init", "/lib/systemd/systemd", "/usr/lib/systemd/systemd",
	};
	const struct strv *argv = c->entrypoint.count ? &c->entrypoint : &c->cmd;

	if (object_has(&vmconfig_type, c, "init_mode") || !argv->count)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(inits); i++)
		if (!strcmp(argv->items[0], inits[i])) {
			c->init_mode = INIT_SYSTEMD;
			object_mark(&vmconfig_type, c, "init_mode");
		}
}

unsigned vmconfig_guest_prefix(const struct vmconfig *c)
{
	return c->guest_cidr ? (unsigned)c->guest_cidr : VMCONFIG_DEFAULT_PREFIX;
}

void vmconfig_release(struct vmconfig *c)
{
	object_release(&vmconfig_type, c);
}

/* vmconfig.h - the contract between host and guest: what the VM is to be, and what it is to run.
 *
 * Every field is described in docs/config.md, which is generated from the tables in vmconfig.c and
 * vmconfig_host.c. */
#pragma once
#include <stddef.h>

#include "common/diag.h"
#include "common/field.h"

#define VMCONFIG_LABEL "vmconfig"     /* of the config disk's filesystem */
#define VMCONFIG_PATH "config.json"   /* in its root directory */
#define VMCONFIG_STATUS_PATH "status" /* in its root directory: one block for the end record */
#define VMCONFIG_STATUS_SIZE 4096u    /* bytes */
#define VMCONFIG_MAX_VERSION 1
#define VMCONFIG_MAX_VOLUMES 64u
#define VMCONFIG_MAX_MOUNTS 64u
#define VMCONFIG_MAX_LAYERS 64u
#define VMCONFIG_MAX_NETWORKS 16u
#define VMCONFIG_MAX_ADDRESSES 64u /* of a network */
#define VMCONFIG_MAX_RLIMITS 64u
#define VMCONFIG_MAX_SECRETS 1024u
#define VMCONFIG_MAX_ARGUMENT ((size_t)131071) /* bytes of an argv item or NAME=VALUE: execve(2) */
#define VMCONFIG_MAX_FILES_SIZE (1u << 20)     /* bytes, of all files[] together */
#define VMCONFIG_MAX_CMDLINE 2047u  /* bytes; COMMAND_LINE_SIZE of x86 and arm64, less the NUL */
#define VMCONFIG_DEFAULT_PREFIX 24u /* bits, of guest_ip when the document gives none */

enum volume_mode { VOLUME_RO, VOLUME_RW, VOLUME_OVERLAY, VOLUME_MODE_COUNT };

struct volume {
	uint64_t set;
	char *device;
	char *path;
	int mode; /* enum volume_mode */
	char *overlay_device;
	char *fstype;
	struct strv options;
	bool required;
};

struct host_entry { /* a line of /etc/hosts */
	uint64_t set;
	char *ip;
	struct strv names;
};

struct dns {
	uint64_t set;
	struct strv servers, search, options;
};

struct route {
	uint64_t set;
	char *dst; /* CIDR, or "default" */
	char *via;
	bool onlink;
	int64_t metric;
};

enum dhcp_mode { DHCP_OFF, DHCP_IPV4, DHCP_MODE_COUNT };

struct network {
	uint64_t set;
	char *mac, *name;
	int dhcp;	       /* enum dhcp_mode */
	struct strv addresses; /* CIDR */
	char *gateway;
	struct strv gateways;
	struct objv routes; /* of struct route */
	int64_t mtu, vlan;  /* 0: as it is, none */
};

enum restart_policy { RESTART_NO, RESTART_ON_FAILURE, RESTART_ALWAYS, RESTART_POLICY_COUNT };

struct restart {
	uint64_t set;
	int policy;  /* enum restart_policy */
	int64_t max; /* 0: as often as it takes */
	int64_t delay_ms;
};

#define RLIMIT_UNLIMITED (-1)

struct rlimit_entry {
	uint64_t set;
	char *name;	    /* the key */
	int64_t soft, hard; /* RLIMIT_UNLIMITED, or the limit in its own unit */
};

enum mount_type { MOUNT_TMPFS, MOUNT_VIRTIOFS, MOUNT_9P, MOUNT_BIND, MOUNT_TYPE_COUNT };

struct mount_entry {
	uint64_t set;
	int type; /* enum mount_type */
	char *source, *target;
	struct strv options;
	bool required;
};

#define ROOTFS_UPPER_TMPFS "tmpfs"

struct rootfs {
	uint64_t set;
	struct strv layers; /* device selectors, topmost first */
	char *upper;	    /* a device selector, or ROOTFS_UPPER_TMPFS */
	char *fstype;	    /* of the layers */
	bool readonly;
};

struct file_entry {
	uint64_t set;
	char *path;
	char *content, *content_base64; /* one of the two */
	char *mode;			/* octal */
	char *owner;			/* UID:GID */
};

struct secret {
	uint64_t set;
	char *name, *path;
};

enum disk_format { DISK_RAW, DISK_QCOW2, DISK_FORMAT_COUNT };

struct host_disk {
	uint64_t set;
	char *path;
	bool readonly;
	int format; /* enum disk_format */
	char *serial;
};

struct host_disks {
	uint64_t set;
	struct host_disk rootfs, overlay, config;
	struct objv volumes; /* of struct host_disk, in slot order */
};

struct host_nic {
	uint64_t set;
	char *tap, *network, *bridge;
	char *mac;
	int64_t mtu;
};

struct host_vsock {
	uint64_t set;
	int64_t cid;
	char *socket;
};

enum console_mode { CONSOLE_OFF, CONSOLE_TTY, CONSOLE_FILE, CONSOLE_MODE_COUNT };

struct host_console {
	uint64_t set;
	int mode; /* enum console_mode */
	char *path;
};

struct host {
	uint64_t set;
	char *name, *uuid;
	int64_t vcpus, memory_mib;
	char *kernel, *initrd, *cmdline_append;
	struct host_disks disks;
	struct objv nics; /* of struct host_nic */
	struct host_vsock vsock;
	struct host_console console;
	cJSON *targets; /* an object of objects */
};

enum init_mode { INIT_EXEC, INIT_SYSTEMD, INIT_MODE_COUNT };
enum on_exit { ON_EXIT_POWEROFF, ON_EXIT_REBOOT, ON_EXIT_HOLD, ON_EXIT_COUNT };
enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG, LOG_LEVEL_COUNT };

struct vmconfig {
	uint64_t set;
	int64_t config_version;
	struct strv entrypoint, cmd;
	char *workdir;
	struct strmap env;
	bool network_enabled;
	char *guest_ip;
	int64_t guest_cidr;
	char *guest_gw;
	char *guest_dns;
	struct objv volume_mounts; /* of struct volume */
	int init_mode;		   /* enum init_mode */
	bool skip_kernel_headers, skip_guest_agent;
	bool has_gpu;
	char *hostname;
	char *machine_id;
	struct objv hosts; /* of struct host_entry */
	struct dns dns;
	struct objv networks; /* of struct network */
	char *user;
	struct intv groups;
	char *umask; /* octal */
	bool tty;
	char *stop_signal;
	int64_t stop_timeout; /* seconds */
	int on_exit;	      /* enum on_exit */
	struct restart restart;
	struct objv rlimits; /* of struct rlimit_entry */
	struct strmap sysctls;
	struct objv mounts; /* of struct mount_entry */
	struct rootfs rootfs;
	struct objv files; /* of struct file_entry */
	bool no_new_privileges;
	struct strv capabilities;
	int log_level; /* enum log_level */
	/* Host only: never on the disk. */
	char *image;
	struct strv env_files;
	struct objv secrets; /* of struct secret */
	struct host host;
};

extern const struct object_type vmconfig_type;
extern const struct object_type rootfs_type;
extern const struct object_type host_type; /* vmconfig_host.c */
extern const struct object_type host_disk_type, host_disks_type;
extern const struct object_type secret_type;
extern const char *const volume_mode_names[VOLUME_MODE_COUNT + 1];
extern const char *const init_mode_names[INIT_MODE_COUNT + 1];
extern const char *const log_level_names[LOG_LEVEL_COUNT + 1];
extern const char *const mount_type_names[MOUNT_TYPE_COUNT + 1];

#define VMCONFIG_INIT { 0 }

/* Parse and check a config: strict JSON, the tables, the rules across fields.
 * text: len bytes. Every finding goes to list, with line and column.
 * Returns 0 and a config released with vmconfig_release(); -EBADMSG when the syntax is wrong,
 * -EINVAL when the meaning is; -ENOMEM. On failure *ret is untouched. */
int vmconfig_parse(const char *text, size_t len, struct vmconfig *ret, struct diag_list *list);

/* Where init_mode wasn't given and the effective command is an init system (/sbin/init,
 * /lib/systemd/systemd, /usr/lib/systemd/systemd), it is systemd from now on. vmconfig_parse() does
 * this; those who put a config together do so once it is whole, before its rules are checked. */
void vmconfig_choose_init_mode(struct vmconfig *c);

/* The length of guest_ip's prefix in bits. */
unsigned vmconfig_guest_prefix(const struct vmconfig *c);

/* Accepts NULL members and a zeroed config. */
void vmconfig_release(struct vmconfig *c);

/* Element i of a FIELD_OBJV or FIELD_OBJMAP member, by its type. */
#define VMCONFIG_ELEMENT(function, member, type_)                                             \
	static inline const struct type_ *function(const struct vmconfig *c, size_t i)        \
	{                                                                                     \
		return (const struct type_ *)c->member.items + i;                             \
	}
VMCONFIG_ELEMENT(vmconfig_volume, volume_mounts, volume)
VMCONFIG_ELEMENT(vmconfig_host_entry, hosts, host_entry)
VMCONFIG_ELEMENT(vmconfig_network, networks, network)
VMCONFIG_ELEMENT(vmconfig_rlimit, rlimits, rlimit_entry)
VMCONFIG_ELEMENT(vmconfig_mount, mounts, mount_entry)
VMCONFIG_ELEMENT(vmconfig_file, files, file_entry)

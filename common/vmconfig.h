/* vmconfig.h - the contract between host and guest: what the VM is to be, and what it is to run.
 *
 * Field by field described in docs/config.md, which is generated from the tables in vmconfig.c. */
#pragma once
#include <stddef.h>

#include "common/diag.h"
#include "common/field.h"

#define VMCONFIG_LABEL "vmconfig"       /* of the config disk's filesystem */
#define VMCONFIG_PATH "config.json"     /* in its root directory */
#define VMCONFIG_STATUS_PATH "status"   /* in its root directory: one block for the end record */
#define VMCONFIG_STATUS_SIZE 4096u      /* bytes */
#define VMCONFIG_MAX_VERSION 1
#define VMCONFIG_MAX_VOLUMES 64u
#define VMCONFIG_DEFAULT_PREFIX 24u /* of guest_ip, when the document gives none */

enum volume_mode { VOLUME_RO, VOLUME_RW, VOLUME_OVERLAY, VOLUME_MODE_COUNT };

struct volume {
	uint64_t set;
	char *device;
	char *path;
	int mode; /* enum volume_mode */
	char *overlay_device;
};

enum init_mode { INIT_EXEC, INIT_SYSTEMD, INIT_MODE_COUNT };

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
	int init_mode;             /* enum init_mode */
	bool skip_kernel_headers, skip_guest_agent;
};

extern const struct object_type vmconfig_type;
extern const char *const volume_mode_names[VOLUME_MODE_COUNT + 1];
extern const char *const init_mode_names[INIT_MODE_COUNT + 1];

#define VMCONFIG_INIT { 0 }

/* Parse and check a config: strict JSON, the table, the rules across fields.
 * text: len bytes. Every finding goes to list, with line and column.
 * Returns 0 and a config released with vmconfig_release(); -EBADMSG when the syntax is wrong,
 * -EINVAL when the meaning is; -ENOMEM. On failure *ret is untouched. */
int vmconfig_parse(const char *text, size_t len, struct vmconfig *ret, struct diag_list *list);

/* The length of guest_ip's prefix in bits. */
unsigned vmconfig_guest_prefix(const struct vmconfig *c);

/* Volume i of the config. */
static inline const struct volume *vmconfig_volume(const struct vmconfig *c, size_t i)
{
	return (const struct volume *)c->volume_mounts.items + i;
}

/* Accepts NULL members and a zeroed config. */
void vmconfig_release(struct vmconfig *c);

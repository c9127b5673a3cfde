/* spec_out.h - write the spec that follows from a VM definition, a fact at a time. */
#pragma once
#include "common/diag.h"
#include "host-tools/lib/build.h"

struct spec_out {
	struct build build;
	cJSON *root, *host;
	cJSON *disks, *volumes, *nics, *networks; /* NULL until there is one */
	struct diag_list *list;			  /* what doesn't carry over */
};

/* Begin an empty spec. list outlives it. */
void spec_out_begin(struct spec_out *o, struct diag_list *list);

/* host.name; hostname too, when it can be one. pointer: of the name, for the warning. */
void spec_out_name(struct spec_out *o, const char *name, const char *pointer);

/* host.uuid and machine_id. uuid: NULL, or any text; one that is no UUID is left out. */
void spec_out_uuid(struct spec_out *o, const char *uuid);

/* host.vcpus and host.memory_mib. memory: bytes, rounded up with a warning at pointer. */
void spec_out_size(struct spec_out *o, int64_t vcpus, uint64_t memory, const char *pointer);

/* host.kernel, initrd and cmdline_append, without the words that vmdef writes itself. Each may be
 * NULL. */
void spec_out_boot(struct spec_out *o, const char *kernel, const char *initrd, const char *cmdline);

/* What the disk at an index of the contract's order is for: "rootfs", "overlay", "config", NULL for
 * a volume. */
const char *spec_out_role(size_t index);

/* A disk. role: as above. format: "raw", "qcow2", or NULL when it isn't known; serial: NULL or "":
 * any. */
void spec_out_disk(struct spec_out *o, const char *role, const char *path, bool readonly,
		   const char *format, const char *serial);

/* A NIC, attached to name by means of kind ("tap", "network", "bridge"; NULL: nothing). mac: NULL
 * or a text, left out when it is none. mtu: 0 is none. Returns the member of networks[], to which
 * addresses can be added; NULL after a failure. */
cJSON *spec_out_nic(struct spec_out *o, const char *kind, const char *name, const char *mac,
		    int64_t mtu);

/* The guest gets its address by DHCP. */
void spec_out_dhcp(struct spec_out *o, cJSON *network);

/* The spec, or NULL when memory ran out. */
cJSON *spec_out_end(struct spec_out *o);

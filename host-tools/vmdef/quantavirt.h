/* quantavirt.h - QuantaVirt's VM configuration, schema 1.0, as described structs. */
#pragma once
#include "common/field.h"
#include "host-tools/vmdef/source.h"

struct qv_topology {
	uint64_t set;
	int64_t sockets, cores, threads;
};

struct qv_cpu {
	uint64_t set;
	int64_t count;
	int model; /* enum qv_cpu_model */
	struct strv features;
	struct qv_topology topology;
	cJSON *pin;
	int64_t weight, cap, numa_node;
};

enum qv_cpu_model {
	QV_CPU_HOST, QV_CPU_SKYLAKE, QV_CPU_CASCADELAKE, QV_CPU_ICELAKE, QV_CPU_SAPPHIRERAPIDS,
	QV_CPU_EPYC, QV_CPU_EPYC_ROME, QV_CPU_EPYC_MILAN, QV_CPU_EPYC_GENOA,
};

struct qv_memory {
	uint64_t set;
	char *size;
	cJSON *hugepages; /* false, "2M" or "1G" */
	bool balloon;
	char *max_size;
	bool prealloc, encrypted;
};

struct qv_encrypted {
	uint64_t set;
	int kem, aead;
};

enum qv_disk_type { QV_DISK_VIRTIO, QV_DISK_NVME, QV_DISK_AHCI, QV_DISK_IDE };
enum qv_disk_format { QV_FORMAT_RAW, QV_FORMAT_QCOW2, QV_FORMAT_ENCRYPTED };
enum qv_cache { QV_CACHE_NONE, QV_CACHE_WRITEBACK, QV_CACHE_WRITETHROUGH, QV_CACHE_DIRECTSYNC };
enum qv_io { QV_IO_NATIVE, QV_IO_THREADS };
enum qv_media { QV_MEDIA_DISK, QV_MEDIA_CDROM };

struct qv_storage {
	uint64_t set;
	int type;
	char *path;
	int format;
	bool readonly;
	int media;
	int64_t boot_index;
	int cache, io;
	int64_t queues;
	bool discard;
	char *io_limit;
	int64_t iops_limit;
	struct qv_encrypted encrypted;
};

struct qv_vhost_user {
	uint64_t set;
	char *socket;
	bool server;
};

struct qv_offload {
	uint64_t set;
	bool tso, gso, gro, csum;
};

enum qv_nic_type { QV_NIC_VIRTIO, QV_NIC_E1000, QV_NIC_E1000E };

struct qv_network {
	uint64_t set;
	int type;
	char *network, *mac;
	int64_t queues;
	bool vhost;
	struct qv_vhost_user vhost_user;
	int64_t mtu, vlan;
	struct qv_offload offload;
	bool pqc_tunnel;
	int pqc_kem, pqc_aead;
};

struct qv_console {
	uint64_t set;
	int type;
	char *log;
};

struct qv_vnc {
	uint64_t set;
	char *listen;
	int64_t port;
	char *password;
	bool websocket;
};

enum qv_gpu { QV_GPU_VIRTIO, QV_GPU_NONE };

struct qv_graphics {
	uint64_t set;
	int type; /* enum qv_gpu */
	bool virgl;
	struct qv_vnc vnc;
};

struct qv_usb {
	uint64_t set;
	char *vendor_id, *product_id;
	int64_t bus, port;
};

struct qv_boot {
	uint64_t set;
	struct strv order;
	bool uefi, secure_boot;
	char *kernel, *initrd, *cmdline;
};

struct qv_attestation {
	uint64_t set;
	bool enabled;
	int algorithm;
};

struct qv_storage_encryption {
	uint64_t set;
	bool enabled;
	int kem, aead;
};

struct qv_pqc {
	uint64_t set;
	bool enabled;
	int backend;
	struct qv_attestation attestation;
	struct qv_storage_encryption storage_encryption;
};

struct qv_migration {
	uint64_t set;
	bool allowed;
	int64_t max_downtime_ms;
	char *bandwidth;
	bool compress, auto_converge;
};

struct qv_sev {
	uint64_t set;
	bool enabled;
	int64_t policy;
	bool es, snp;
};

struct qv_tdx {
	uint64_t set;
	bool enabled;
};

struct qv_security {
	uint64_t set;
	struct qv_sev sev;
	struct qv_tdx tdx;
};

struct qv_vm {
	uint64_t set;
	char *name, *description, *uuid;
	struct qv_cpu cpu;
	struct qv_memory memory;
	struct objv storage, network;
	struct qv_console console;
	struct qv_graphics graphics;
	struct objv usb;
	struct qv_boot boot;
	struct qv_pqc pqc;
	struct qv_migration migration;
	struct qv_security security;
};

extern const struct object_type qv_vm_type, qv_storage_type, qv_cpu_type; /* quantavirt_tables.c */

/* The document's table of validation rules, and the constraints that span fields. */
void qv_check(const void *object, const struct source_context *context,
	      struct diag_list *list); /* quantavirt_rules.c */

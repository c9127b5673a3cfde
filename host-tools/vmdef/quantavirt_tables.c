/* quantavirt_tables.c - the fields of QuantaVirt's schema 1.0. */
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "host-tools/vmdef/quantavirt.h"
#include "host-tools/vmdef/value_checks.h"

#define REQUIRED .flags = FIELD_REQUIRED

static const char *const cpu_models[] = {
	[QV_CPU_HOST] = "host", [QV_CPU_SKYLAKE] = "Skylake-Server",
	[QV_CPU_CASCADELAKE] = "Cascadelake-Server", [QV_CPU_ICELAKE] = "Icelake-Server",
	[QV_CPU_SAPPHIRERAPIDS] = "SapphireRapids", [QV_CPU_EPYC] = "EPYC",
	[QV_CPU_EPYC_ROME] = "EPYC-Rome", [QV_CPU_EPYC_MILAN] = "EPYC-Milan",
	[QV_CPU_EPYC_GENOA] = "EPYC-Genoa", NULL,
};
static const char *const kems[] = { "ML-KEM-512", "ML-KEM-768", "ML-KEM-1024", NULL };
enum { KEM_768 = 1 };
static const char *const aeads[] = { "AES-256-GCM", "ChaCha20-Poly1305", NULL };
static const char *const disk_types[] = { "virtio-blk", "nvme", "ahci", "ide", NULL };
static const char *const formats[] = { "raw", "qcow2", "encrypted", NULL };
static const char *const medias[] = { "disk", "cdrom", NULL };
static const char *const caches[] = { "none", "writeback", "writethrough", "directsync", NULL };
static const char *const ios[] = { "native", "threads", NULL };
static const char *const nic_types[] = { "virtio-net", "e1000", "e1000e", NULL };
static const char *const console_types[] = { "virtio-console", "serial", NULL };
static const char *const gpu_types[] = { "virtio-gpu", "none", NULL };
static const char *const backends[] = { "auto", "quac100", "software", NULL };
static const char *const signatures[] = { "ML-DSA-44", "ML-DSA-65", "ML-DSA-87", NULL };
enum { DSA_65 = 1 };

static const char *check_description(const char *value)
{
	size_t characters = 0;

	for (; *value; value++)
		characters += (*value & 0xc0) != 0x80; /* not a continuation byte of UTF-8 */
	return characters > 512 ? "is longer than 512 characters" : NULL;
}

static const char *check_boot_device(const char *value)
{
	return strcmp(value, "disk") && strcmp(value, "cdrom") && strcmp(value, "network") ?
		       "is not one of disk, cdrom, network" : NULL;
}

static const struct field topology_fields[] = {
	F_INT(struct qv_topology, sockets, 1, 8, "Sockets.", .def = 1),
	F_INT(struct qv_topology, cores, 1, 128, "Cores of a socket; as many as CPUs."),
	F_INT(struct qv_topology, threads, 1, 2, "Threads of a core.", .def = 1),
};
static const struct object_type topology_type =
	OBJECT_TYPE(struct qv_topology, "topology", topology_fields);

static const struct field cpu_fields[] = {
	F_INT(struct qv_cpu, count, 1, 256, "Virtual CPUs.", REQUIRED),
	F_ENUM(struct qv_cpu, model, cpu_models, "What the guest sees.", .def = QV_CPU_HOST),
	F_STRV(struct qv_cpu, features, "CPUID flags.", .check = check_cpu_flag),
	F_OBJECT(struct qv_cpu, topology, struct qv_topology, &topology_type,
		 "How CPUs are grouped."),
	F_JSON(struct qv_cpu, pin, "Virtual to physical CPUs.", .flags = FIELD_ANY),
	F_INT(struct qv_cpu, weight, 1, 65535, "The scheduler's weight.", .def = 256),
	F_INT(struct qv_cpu, cap, 0, 100, "Of one physical CPU; 0 is all.", .unit = "%"),
	F_INT(struct qv_cpu, numa_node, 0, INT32_MAX, "The preferred node."),
};
const struct object_type qv_cpu_type = OBJECT_TYPE(struct qv_cpu, "cpu", cpu_fields);

static const struct field memory_fields[] = {
	F_STRING(struct qv_memory, size, "Memory, 128M to 4T.", REQUIRED, .check = check_size_text),
	F_JSON(struct qv_memory, hugepages, "false, \"2M\" or \"1G\".", .flags = FIELD_ANY),
	F_BOOL(struct qv_memory, balloon, "A memory balloon."),
	F_STRING(struct qv_memory, max_size, "With what is added later.", .check = check_size_text),
	F_BOOL(struct qv_memory, prealloc, "All of it at once."),
	F_BOOL(struct qv_memory, encrypted, "By SEV or TDX."),
};
static const struct object_type memory_type =
	OBJECT_TYPE(struct qv_memory, "memory", memory_fields);

static const struct field encrypted_fields[] = {
	F_ENUM(struct qv_encrypted, kem, kems, "How the key is wrapped.", .def = KEM_768),
	F_ENUM(struct qv_encrypted, aead, aeads, "How sectors are encrypted."),
};
static const struct object_type encrypted_type =
	OBJECT_TYPE(struct qv_encrypted, "encrypted", encrypted_fields);

static const struct field storage_fields[] = {
	F_ENUM(struct qv_storage, type, disk_types, "The controller.", .def = QV_DISK_VIRTIO),
	F_STRING(struct qv_storage, path, "The image or device.", REQUIRED,
		 .check = check_absolute_path),
	F_ENUM(struct qv_storage, format, formats, "The image's format; found out when absent."),
	F_BOOL(struct qv_storage, readonly, "Read-only."),
	F_ENUM(struct qv_storage, media, medias, "Disk or CD."),
	F_INT(struct qv_storage, boot_index, 0, 99, "Lower ones boot first."),
	F_ENUM(struct qv_storage, cache, caches, "The host's cache.", .def = QV_CACHE_WRITEBACK),
	F_ENUM(struct qv_storage, io, ios, "How the host reads and writes.", .def = QV_IO_THREADS),
	F_INT(struct qv_storage, queues, 1, 64, "Queues.", .def = 1),
	F_BOOL(struct qv_storage, discard, "TRIM reaches the host."),
	F_STRING(struct qv_storage, io_limit, "Bytes a second.", .check = check_size_text),
	F_INT(struct qv_storage, iops_limit, 1, 1000000, "Operations a second."),
	F_OBJECT(struct qv_storage, encrypted, struct qv_encrypted, &encrypted_type, "Encryption."),
};
const struct object_type qv_storage_type =
	OBJECT_TYPE(struct qv_storage, "storage", storage_fields);

static const struct field vhost_user_fields[] = {
	F_STRING(struct qv_vhost_user, socket, "The socket.", REQUIRED, .check = check_socket_path),
	F_BOOL(struct qv_vhost_user, server, "QuantaVirt makes the socket."),
};
static const struct object_type vhost_user_type =
	OBJECT_TYPE(struct qv_vhost_user, "vhost_user", vhost_user_fields);

static const struct field offload_fields[] = {
	F_BOOL(struct qv_offload, tso, "TCP segmentation.", .def = true),
	F_BOOL(struct qv_offload, gso, "Generic segmentation.", .def = true),
	F_BOOL(struct qv_offload, gro, "Generic receive.", .def = true),
	F_BOOL(struct qv_offload, csum, "Checksums.", .def = true),
};
static const struct object_type offload_type =
	OBJECT_TYPE(struct qv_offload, "offload", offload_fields);

static const struct field network_fields[] = {
	F_ENUM(struct qv_network, type, nic_types, "The NIC's model."),
	F_STRING(struct qv_network, network, "The network, by name.", REQUIRED,
		 .check = check_not_empty),
	F_STRING(struct qv_network, mac, "The NIC's address.", .check = check_any_mac),
	F_INT(struct qv_network, queues, 1, 16, "Queues.", .def = 1),
	F_BOOL(struct qv_network, vhost, "vhost-net.", .def = true),
	F_OBJECT(struct qv_network, vhost_user, struct qv_vhost_user, &vhost_user_type,
		 "vhost-user."),
	F_INT(struct qv_network, mtu, 576, 9000, "The largest packet.", .unit = "bytes",
	      .def = 1500),
	F_INT(struct qv_network, vlan, 1, 4094, "The 802.1Q tag."),
	F_OBJECT(struct qv_network, offload, struct qv_offload, &offload_type, "Offloads."),
	F_BOOL(struct qv_network, pqc_tunnel, "Encrypted."),
	F_ENUM(struct qv_network, pqc_kem, kems, "The tunnel's key exchange.", .def = KEM_768),
	F_ENUM(struct qv_network, pqc_aead, aeads, "The tunnel's cipher."),
};
static const struct object_type network_type =
	OBJECT_TYPE(struct qv_network, "network", network_fields);

static const struct field console_fields[] = {
	F_ENUM(struct qv_console, type, console_types, "Its device."),
	F_STRING(struct qv_console, log, "The file that it is written to.",
		 .check = check_not_empty),
};
static const struct object_type console_type =
	OBJECT_TYPE(struct qv_console, "console", console_fields);

static const struct field vnc_fields[] = {
	F_STRING(struct qv_vnc, listen, "Where it listens.", .check = check_ip,
		 .def_string = "127.0.0.1"),
	F_INT(struct qv_vnc, port, 1024, 65535, "Its port.", .def = 5900),
	F_STRING(struct qv_vnc, password, "Its password.", .flags = FIELD_SECRET,
		 .check = check_vnc_password),
	F_BOOL(struct qv_vnc, websocket, "By WebSocket."),
};
static const struct object_type vnc_type = OBJECT_TYPE(struct qv_vnc, "vnc", vnc_fields);

static const struct field graphics_fields[] = {
	F_ENUM(struct qv_graphics, type, gpu_types, "The GPU.", .def = QV_GPU_NONE),
	F_BOOL(struct qv_graphics, virgl, "3D."),
	F_OBJECT(struct qv_graphics, vnc, struct qv_vnc, &vnc_type, "Remote display."),
};
static const struct object_type graphics_type =
	OBJECT_TYPE(struct qv_graphics, "graphics", graphics_fields);

static const struct field usb_fields[] = {
	F_STRING(struct qv_usb, vendor_id, "In hex.", REQUIRED, .check = check_usb_id),
	F_STRING(struct qv_usb, product_id, "In hex.", REQUIRED, .check = check_usb_id),
	F_INT(struct qv_usb, bus, 0, INT32_MAX, "The host's bus."),
	F_INT(struct qv_usb, port, 0, INT32_MAX, "The host's port."),
};
static const struct object_type usb_type = OBJECT_TYPE(struct qv_usb, "usb", usb_fields);

static const struct field boot_fields[] = {
	F_STRV(struct qv_boot, order, "What is tried.", .check = check_boot_device),
	F_BOOL(struct qv_boot, uefi, "OVMF instead of SeaBIOS."),
	F_BOOL(struct qv_boot, secure_boot, "Secure Boot."),
	F_STRING(struct qv_boot, kernel, "The kernel to boot directly.", .check = check_not_empty),
	F_STRING(struct qv_boot, initrd, "Its initramfs.", .check = check_not_empty),
	F_STRING(struct qv_boot, cmdline, "Its command line."),
};
static const struct object_type boot_type = OBJECT_TYPE(struct qv_boot, "boot", boot_fields);

static const struct field attestation_fields[] = {
	F_BOOL(struct qv_attestation, enabled, "At boot."),
	F_ENUM(struct qv_attestation, algorithm, signatures, "The signature.", .def = DSA_65),
};
static const struct object_type attestation_type =
	OBJECT_TYPE(struct qv_attestation, "attestation", attestation_fields);

static const struct field storage_encryption_fields[] = {
	F_BOOL(struct qv_storage_encryption, enabled, "For all disks."),
	F_ENUM(struct qv_storage_encryption, kem, kems, "How the key is wrapped.", .def = KEM_768),
	F_ENUM(struct qv_storage_encryption, aead, aeads, "How sectors are encrypted."),
};
static const struct object_type storage_encryption_type =
	OBJECT_TYPE(struct qv_storage_encryption, "storage_encryption", storage_encryption_fields);

static const struct field pqc_fields[] = {
	F_BOOL(struct qv_pqc, enabled, "For this VM."),
	F_ENUM(struct qv_pqc, backend, backends, "What computes it."),
	F_OBJECT(struct qv_pqc, attestation, struct qv_attestation, &attestation_type,
		 "Attestation."),
	F_OBJECT(struct qv_pqc, storage_encryption, struct qv_storage_encryption,
		 &storage_encryption_type, "Defaults for disks."),
};
static const struct object_type pqc_type = OBJECT_TYPE(struct qv_pqc, "pqc", pqc_fields);

static const struct field migration_fields[] = {
	F_BOOL(struct qv_migration, allowed, "The VM can move.", .def = true),
	F_INT(struct qv_migration, max_downtime_ms, 1, 10000, "The pause.", .unit = "ms",
	      .def = 300),
	F_STRING(struct qv_migration, bandwidth, "At most.", .check = check_size_text,
		 .def_string = "1G"),
	F_BOOL(struct qv_migration, compress, "Compressed."),
	F_BOOL(struct qv_migration, auto_converge, "CPUs are slowed when it must."),
};
static const struct object_type migration_type =
	OBJECT_TYPE(struct qv_migration, "migration", migration_fields);

static const struct field sev_fields[] = {
	F_BOOL(struct qv_sev, enabled, "AMD SEV."),
	F_INT(struct qv_sev, policy, 0, UINT32_MAX, "The guest policy's bits."),
	F_BOOL(struct qv_sev, es, "SEV-ES."),
	F_BOOL(struct qv_sev, snp, "SEV-SNP."),
};
static const struct object_type sev_type = OBJECT_TYPE(struct qv_sev, "sev", sev_fields);

static const struct field tdx_fields[] = {
	F_BOOL(struct qv_tdx, enabled, "Intel TDX."),
};
static const struct object_type tdx_type = OBJECT_TYPE(struct qv_tdx, "tdx", tdx_fields);

static const struct field security_fields[] = {
	F_OBJECT(struct qv_security, sev, struct qv_sev, &sev_type, "AMD SEV."),
	F_OBJECT(struct qv_security, tdx, struct qv_tdx, &tdx_type, "Intel TDX."),
};
static const struct object_type security_type =
	OBJECT_TYPE(struct qv_security, "security", security_fields);

static const struct field vm_fields[] = {
	F_STRING(struct qv_vm, name, "The VM's name.", REQUIRED, .check = check_quantavirt_name),
	F_STRING(struct qv_vm, description, "For people.", .check = check_description),
	F_STRING(struct qv_vm, uuid, "A UUID of version 4.", .check = check_uuid4),
	F_OBJECT(struct qv_vm, cpu, struct qv_cpu, &qv_cpu_type, "CPUs.", REQUIRED),
	F_OBJECT(struct qv_vm, memory, struct qv_memory, &memory_type, "Memory.", REQUIRED),
	F_OBJV(struct qv_vm, storage, &qv_storage_type, "Disks.", REQUIRED),
	F_OBJV(struct qv_vm, network, &network_type, "NICs.", .max_count = 16),
	F_OBJECT(struct qv_vm, console, struct qv_console, &console_type, "The console."),
	F_OBJECT(struct qv_vm, graphics, struct qv_graphics, &graphics_type, "The display."),
	F_OBJV(struct qv_vm, usb, &usb_type, "USB devices.", .max_count = 8),
	F_OBJECT(struct qv_vm, boot, struct qv_boot, &boot_type, "How it boots."),
	F_OBJECT(struct qv_vm, pqc, struct qv_pqc, &pqc_type, "Post-quantum cryptography."),
	F_OBJECT(struct qv_vm, migration, struct qv_migration, &migration_type, "Migration."),
	F_OBJECT(struct qv_vm, security, struct qv_security, &security_type, "Security."),
};
const struct object_type qv_vm_type = OBJECT_TYPE(struct qv_vm, "QuantaVirt VM", vm_fields);

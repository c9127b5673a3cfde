/* vm.h - the one machine that every target is rendered from: made of a spec once, so that slots,
 * serials and mounts can't disagree between the config disk and the VMM. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "common/diag.h"
#include "common/vmconfig.h"

#define VM_POINTER_SIZE 64 /* a JSON pointer into a spec's `host` */
#define VM_SLOT_SIZE 8	   /* "vda", "vdaa" */
#define VM_MAX_DISKS (3 + 2 * VMCONFIG_MAX_VOLUMES)

enum vm_disk_role { VM_DISK_ROOTFS, VM_DISK_OVERLAY, VM_DISK_CONFIG, VM_DISK_VOLUME };

struct vm_disk { /* strings are the spec's */
	enum vm_disk_role role;
	const char *path;
	const char *serial; /* given to the disk, or asked for by what mounts it; NULL: any */
	bool readonly;
	enum disk_format format;
	char slot[VM_SLOT_SIZE]; /* its name in the guest */
	char pointer[VM_POINTER_SIZE];
};

struct vm_nic { /* one of tap, network and bridge is set */
	const char *tap, *network, *bridge;
	const char *mac;	     /* NULL: any */
	int64_t mtu;		     /* bytes; 0: any */
	const char *forwards;	     /* ",hostfwd=…" of QEMU's user network, each; NULL: none */
	const struct network *guest; /* how the guest configures it; NULL: not, or by guest_ip */
	char pointer[VM_POINTER_SIZE];
};

struct vm_port { /* a virtio-serial port */
	const char *name;    /* by which the guest knows it */
	const char *backend; /* QEMU's -chardev, but for its id: "socket,fd=3" */
};

#define VM_MAX_PORTS 4

struct vm {
	const struct vmconfig *config;
	const struct host *host;	    /* kernel is set */
	struct vm_disk disks[VM_MAX_DISKS]; /* in attach order */
	size_t disk_count;
	struct vm_nic nics[VMCONFIG_MAX_NETWORKS];
	size_t nic_count;
	struct vm_port ports[VM_MAX_PORTS]; /* no spec has any; vmrun adds its own */
	size_t port_count;
	bool has_vsock;
};

/* The guest's name of the disk at an index of the attach order: vda, … vdz, vdaa, … */
void vm_slot_name(size_t index, char ret[static VM_SLOT_SIZE]);

/* Make the machine that a spec describes. config must outlive it. What is missing or doesn't fit
 * together goes to list. Look at diag_failed(): after a failure *ret isn't complete. */
void vm_make(const struct vmconfig *config, struct vm *ret, struct diag_list *list);

/* Hold the devices that the config mounts against the disks: each has to be there and to allow
 * what is done to it. A serial that only a mount names is given to the disk of the mount's slot; a
 * disk that is only ever read is attached read-only unless the spec says otherwise. Part of
 * vm_make(). */
void vm_match_mounts(struct vm *vm, struct diag_list *list);

/* What a VMM may be unable to express. */
enum vm_feature {
	VM_KERNEL, VM_INITRD, VM_OVERLAY, VM_CONFIG, VM_VOLUME, VM_SERIAL, VM_QCOW2,
	VM_NIC, VM_NIC_SECOND, VM_NIC_TAP, VM_NIC_NETWORK, VM_NIC_BRIDGE, VM_NIC_MTU,
	VM_VSOCK, VM_VSOCK_SOCKET, VM_CONSOLE_OFF, VM_CONSOLE_FILE, VM_UUID,
	VM_FEATURE_COUNT,
};

/* Call found for each feature of the machine, with the place in the spec that asks for it. */
void vm_each_use(const struct vm *vm, void (*found)(void *context, enum vm_feature feature,
						    const char *pointer), void *context);

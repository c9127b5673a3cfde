/* vm_uses.c - which features a machine uses, and where its spec asks for them. */
#include <stdio.h>

#include "host-tools/lib/vm.h"

struct report {
	void (*found)(void *context, enum vm_feature feature, const char *pointer);
	void *context;
};

static void use(const struct report *r, bool used, enum vm_feature feature, const char *pointer,
		const char *member)
{
	char at[VM_POINTER_SIZE + 16];

	snprintf(at, sizeof(at), "%s%s", pointer, member);
	if (used)
		r->found(r->context, feature, at);
}

static void use_disk(const struct report *r, const struct vm_disk *d)
{
	use(r, d->role == VM_DISK_OVERLAY, VM_OVERLAY, d->pointer, "");
	use(r, d->role == VM_DISK_CONFIG, VM_CONFIG, d->pointer, "");
	use(r, d->role == VM_DISK_VOLUME, VM_VOLUME, d->pointer, "");
	use(r, d->serial, VM_SERIAL, d->pointer, "");
	use(r, d->format == DISK_QCOW2, VM_QCOW2, d->pointer, "/format");
}

static void use_nic(const struct report *r, const struct vm_nic *n, size_t i)
{
	use(r, true, VM_NIC, n->pointer, "");
	use(r, i > 0, VM_NIC_SECOND, n->pointer, "");
	use(r, n->tap, VM_NIC_TAP, n->pointer, "/tap");
	use(r, n->network, VM_NIC_NETWORK, n->pointer, "/network");
	use(r, n->bridge, VM_NIC_BRIDGE, n->pointer, "/bridge");
	use(r, n->mtu, VM_NIC_MTU, n->pointer, "/mtu");
}

void vm_each_use(const struct vm *vm, void (*found)(void *context, enum vm_feature feature,
						    const char *pointer), void *context)
{
	const struct report r = { found, context };
	const struct host *h = vm->host;

	use(&r, h->kernel, VM_KERNEL, "/host/kernel", "");
	use(&r, h->initrd, VM_INITRD, "/host/initrd", "");
	use(&r, h->uuid, VM_UUID, "/host/uuid", "");
	for (size_t i = 0; i < vm->disk_count; i++)
		use_disk(&r, &vm->disks[i]);
	for (size_t i = 0; i < vm->nic_count; i++)
		use_nic(&r, &vm->nics[i], i);
	use(&r, vm->has_vsock, VM_VSOCK, "/host/vsock", "");
	use(&r, vm->has_vsock && h->vsock.socket, VM_VSOCK_SOCKET, "/host/vsock/socket", "");
	use(&r, h->console.mode == CONSOLE_OFF, VM_CONSOLE_OFF, "/host/console/mode", "");
	use(&r, h->console.mode == CONSOLE_FILE, VM_CONSOLE_FILE, "/host/console/mode", "");
}

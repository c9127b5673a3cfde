/* filesystem.c - mount whatever filesystem a device carries, as this project wants it mounted. */
#include "guest-init/filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/log.h"
#include "guest-init/sys/mount.h"
#include "guest-init/sys/probe.h"

static const struct policy {
	const char *type;
	const char *driver;     /* as the kernel knows it, and as its list of modules is called */
	const char *read_only;  /* keeps the driver from replaying the journal */
	const char *read_write;
} policies[] = {
	/* A superblock that says errors=panic must not end the VM, and ext4 heeds it on a read-only
	 * mount too. */
	{ "ext2", "ext4", "errors=remount-ro", "errors=remount-ro" },
	{ "ext3", "ext4", "noload,errors=remount-ro", "errors=remount-ro" },
	{ "ext4", "ext4", "noload,errors=remount-ro", "errors=remount-ro" },
	{ "xfs", "xfs", "norecovery", NULL },
	{ "btrfs", "btrfs", "rescue=nologreplay", NULL },
	{ "vfat", "vfat", NULL, NULL },
	{ "erofs", "erofs", NULL, NULL },
	{ "squashfs", "squashfs", NULL, NULL },
};

static const struct policy *find_policy(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		if (!strcmp(policies[i].type, type))
			return &policies[i];
	return NULL;
}

static int probe(const char *device, struct probe_result *ret, struct error *e)
{
	auto_close int fd = open(device, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return error_set(e, errno, "cannot open %s: %m", device);
	r = probe_filesystem(fd, ret, e);
	return r < 0 ? error_wrap(e, r, "%s", device) : 0;
}

/* A read-only mount isn't enough: ext4 frees orphaned inodes on one (ext4_orphan_cleanup()), unless the
 * device itself can't be written to. */
static int make_read_only(const char *device, struct error *e)
{
	/* O_EXCL: not a device that is mounted. Is it read-only, this has been done; if not, the kernel
	 * refuses a second mount that is. */
	auto_close int fd = open(device, O_RDONLY | O_EXCL | O_CLOEXEC);
	const int on = 1;

	if (fd < 0 && errno == EBUSY)
		return 0;
	if (fd < 0 || ioctl(fd, BLKROSET, &on) < 0)
		return error_set(e, errno, "cannot make %s read-only: %m", device);
	return 0;
}

int filesystem_mount(const struct filesystem_request *request, int *ret_fd, struct error *e)
{
	struct mount_request mount = {
		.source = request->device, .flags = request->read_only ? MS_RDONLY : 0,
	};
	const struct policy *policy;
	struct probe_result found;
	int r;

	r = probe(request->device, &found, e);
	if (r < 0)
		return r;
	policy = find_policy(found.type);
	if (!policy)
		return error_set(e, EOPNOTSUPP, "%s: filesystem %s isn't supported", request->device,
				 found.type);
	r = boot_load_modules(policy->driver, e);
	if (r < 0)
		return r;
	if (request->read_only) {
		r = make_read_only(request->device, e);
		if (r < 0)
			return r;
	}
	if (request->read_only && found.needs_recovery)
		log_error("%s was not unmounted cleanly: it is read without its journal, what was "
			  "written last is missing", request->device);
	mount.fstype = policy->driver;
	mount.options = request->read_only ? policy->read_only : policy->read_write;
	return mount_create(&mount, ret_fd, e);
}

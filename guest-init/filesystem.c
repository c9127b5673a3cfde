/* filesystem.c - mount whatever filesystem a device carries, as this project wants it mounted. */
#include "guest-init/filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/block_device.h"
#include "guest-init/sys/grow.h"
#include "guest-init/sys/mount.h"
#include "guest-init/sys/mount_options.h"
#include "guest-init/sys/probe.h"

static const struct policy {
	const char *type;
	const char *driver;     /* as the kernel knows it, and as its list of modules is called */
	const char *read_only;  /* options that keep the driver from replaying the journal */
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

static const struct policy *choose_policy(const char *type, struct policy *other)
{
	const struct policy *known = find_policy(type);

	*other = (struct policy){ .type = type, .driver = type };
	return known ? known : other;
}

/* Find out what is on the device, and protect it. A type that is given isn't doubted. */
static int look_at(const struct filesystem_request *request, struct probe_result *ret,
		   uint64_t *ret_size, struct error *e)
{
	auto_close int fd = open(request->device, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return error_set(e, errno, "cannot open %s: %m", request->device);
	r = probe_filesystem(fd, ret, e);
	if (r < 0 && request->fstype && (r == -ENODATA || r == -ENOTUNIQ))
		*ret = (struct probe_result){ 0 };
	else if (r < 0)
		return error_wrap(e, r, "%s", request->device);
	if (!request->fstype && !find_policy(ret->type))
		return error_set(e, EOPNOTSUPP, "%s: filesystem %s isn't supported",
				 request->device, ret->type);
	/* A read-only mount isn't enough: ext4 frees orphaned inodes on one
	 * (ext4_orphan_cleanup()), unless the device itself can't be written to. */
	r = request->read_only ? block_device_set_read_only(request->device) :
				 block_device_size(fd, ret_size);
	return r < 0 ? error_set(e, -r, "cannot use %s: %m", request->device) : 0;
}

static void note_recovery(struct boot *b, const char *device)
{
	struct error e = ERROR_INIT;

	error_set(&e, EUCLEAN, "%s was not unmounted cleanly: it is read without its journal, "
		  "what was written last is missing", device);
	boot_warn(b, &e);
}

static void grow(struct boot *b, int mount_fd, const char *device, const char *fstype,
		 uint64_t size)
{
	struct error e = ERROR_INIT;
	int r = grow_filesystem(mount_fd, fstype, size, &e);

	if (r < 0) {
		error_wrap(&e, r, "%s", device);
		boot_warn(b, &e);
	}
}

static int add_options(const struct filesystem_request *request, const struct policy *policy,
		       struct mount_request *mount, char **data, struct error *e)
{
	const char *first = request->read_only ? policy->read_only : policy->read_write;
	const struct strv *options = request->options;
	int r = 0;

	if (first && !(*data = strdup(first)))
		return error_set(e, ENOMEM, "cannot mount %s: %m", request->device);
	if (options)
		r = mount_options_add(options->items, options->count, &mount->flags, data, e);
	if (request->read_only)
		mount->flags |= MS_RDONLY;
	return r < 0 ? error_wrap(e, r, "%s", request->device) : 0;
}

int filesystem_mount(struct boot *b, const struct filesystem_request *request, int *ret_fd,
		     struct error *e)
{
	struct mount_request mount = { .source = request->device };
	struct probe_result found = { 0 };
	const struct policy *policy;
	struct policy other;
	auto_free char *data = NULL;
	uint64_t size = 0;
	bool wants_growth;
	int r;

	r = look_at(request, &found, &size, e);
	if (r < 0)
		return r;
	policy = choose_policy(request->fstype ? request->fstype : found.type, &other);
	r = boot_load_modules(b, policy->driver, e);
	if (r == 0)
		r = add_options(request, policy, &mount, &data, e);
	if (r < 0)
		return r;
	wants_growth = mount_options_take(&data, "grow");
	if (request->read_only && found.needs_recovery)
		note_recovery(b, request->device);
	mount.fstype = policy->driver;
	mount.options = data;
	r = mount_create(&mount, ret_fd, e);
	if (r == 0 && wants_growth)
		grow(b, *ret_fd, request->device, policy->type, size);
	return r;
}

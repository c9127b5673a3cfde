/* mount_entry.c - make one of the config's mounts[]: tmpfs, virtiofs, 9p, or a part of the root. */
#include "guest-init/mount_entry.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "common/path.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/mount.h"
#include "guest-init/sys/mount_options.h"

static const struct kind {
	unsigned long flags; /* unless the options say otherwise */
	const char *options; /* before the config's */
	bool needs_source;
} kinds[] = {
	[MOUNT_TMPFS] = { MS_NOSUID | MS_NODEV, NULL, false },
	[MOUNT_VIRTIOFS] = { 0, NULL, true },
	[MOUNT_9P] = { 0, "trans=virtio,version=9p2000.L", true },
	[MOUNT_BIND] = { MS_BIND, NULL, true },
};
static_assert(ARRAY_SIZE(kinds) == MOUNT_TYPE_COUNT, "one row a type");

/* The kernel gives a number and no more; net/9p/trans_virtio.c says what it stands for. */
static int explain_9p(const char *tag, int r, struct error *e)
{
	if (r == -ENOENT)
		return error_set(e, ENOENT, "cannot mount %s as 9p: no device has that tag", tag);
	if (r == -EBUSY)
		return error_set(e, EBUSY, "cannot mount %s as 9p: it is mounted already", tag);
	return r;
}

static int create(const struct boot *b, const struct mount_entry *m, unsigned long flags,
		  const char *options, int *ret_fd, struct error *e)
{
	const struct mount_request request = {
		.fstype = mount_type_names[m->type], .source = m->source, .flags = flags,
		.options = options,
	};
	int r = boot_load_modules(b, request.fstype, e);

	if (r < 0)
		return r;
	r = mount_create(&request, ret_fd, e);
	return m->type == MOUNT_9P ? explain_9p(m->source, r, e) : r;
}

/* /proc, /sys and /dev come into the root with phase "switch": until then the root has empty
 * directories there, and the initramfs the real ones. */
static int open_source(const struct boot *b, const char *path)
{
	static const char *const kernel_dirs[] = { "/proc", "/sys", "/dev" };
	int root_fd = b->root_fd;

	for (size_t i = 0; i < ARRAY_SIZE(kernel_dirs); i++)
		if (path_is_in(path, kernel_dirs[i]))
			root_fd = b->initramfs_fd;
	return inroot_open(root_fd, path, O_PATH);
}

static int bind_part(struct boot *b, const struct mount_entry *m, unsigned long flags, int *ret_fd,
		     bool *ret_file, struct error *e)
{
	auto_close int source_fd = open_source(b, m->source);
	struct stat st;

	if (source_fd < 0)
		return error_set(e, -source_fd, "cannot open %s: %m", m->source);
	if (fstat(source_fd, &st) < 0)
		return error_set(e, errno, "cannot look at %s: %m", m->source);
	*ret_file = !S_ISDIR(st.st_mode);
	return mount_clone(source_fd, "", flags, ret_fd, e);
}

int mount_entry_mount(struct boot *b, const struct mount_entry *m, struct error *e)
{
	const struct kind *kind = &kinds[m->type];
	auto_free char *data = kind->options ? strdup(kind->options) : NULL;
	auto_close int mount_fd = -EBADF;
	auto_close int at_fd = -EBADF;
	unsigned long flags = kind->flags;
	bool is_file = false;
	int r;

	if (kind->needs_source && !m->source)
		return error_set(e, EINVAL, "%s needs a source", mount_type_names[m->type]);
	r = mount_options_add(m->options.items, m->options.count, &flags, &data, e);
	if (r < 0)
		return r;
	if (m->type == MOUNT_BIND && data)
		return error_set(e, EINVAL, "option '%s' is not for a bind mount", data);
	r = m->type == MOUNT_BIND ? bind_part(b, m, flags, &mount_fd, &is_file, e)
				  : create(b, m, flags, data, &mount_fd, e);
	if (r < 0)
		return r;
	at_fd = is_file ? inroot_make_file(b->root_fd, m->target, e)
			: inroot_make_directory(b->root_fd, m->target, 0755, e);
	return at_fd < 0 ? at_fd : mount_attach(mount_fd, at_fd, e);
}

/* root.c - phase "root": the container's root, and what has to be in it before volumes are. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/filesystem.h"
#include "guest-init/overlay.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/mount.h"

/* The kernel's own directories: what is mounted there is moved in by phase "switch". */
static const char *const kernel_dirs[] = { "dev", "proc", "sys" };

/* Fresh at every boot, unless the image keeps something there. An init gets a fresh /run in any
 * case: what is there of another boot would mislead it. */
static const struct scratch {
	struct mount_request request; /* fstype, source, flags, options */
	const char *path;
} scratches[] = {
	{ { "tmpfs", "run", MS_NOSUID | MS_NODEV, "mode=0755" }, "/run" },
	{ { "tmpfs", "tmp", MS_NOSUID | MS_NODEV, "mode=1777" }, "/tmp" },
};

/* A link in place of one of them would put the kernel's files elsewhere in the root, or what the
 * image has elsewhere into /dev. It is replaced, in the overlay. */
static int make_kernel_dir(int root_fd, const char *name, struct error *e)
{
	struct stat st;

	if (fstatat(root_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		if (unlinkat(root_fd, name, 0) < 0)
			return error_set(e, errno, "/%s is no directory and can't be replaced: %m",
					 name);
	} else if (errno != ENOENT) {
		return error_set(e, errno, "cannot look at /%s: %m", name);
	}
	if (mkdirat(root_fd, name, 0755) < 0)
		return error_set(e, errno, "cannot make /%s: %m", name);
	return 0;
}

/* Returns 1 when there is nothing in the directory, 0, or a negative errno. */
static int is_empty(int dir_fd)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	unsigned entries = 0;

	if (!dir) {
		int r = -errno;

		if (fd >= 0)
			close(fd);
		return r;
	}
	while (entries < 3 && readdir(dir)) /* "." and ".." are always there */
		entries++;
	closedir(dir);
	return entries < 3;
}

static int mount_scratch(const struct boot *b, int root_fd, const struct scratch *s,
			 struct error *e)
{
	bool always = b->config.init_mode == INIT_SYSTEMD && !strcmp(s->path, "/run");
	auto_close int at_fd = inroot_make_directory(root_fd, s->path, 0755, e);
	auto_close int mount_fd = -EBADF;
	int r;

	if (at_fd < 0)
		return at_fd;
	r = is_empty(at_fd);
	if (r < 0 || (r == 0 && !always))
		return r < 0 ? error_set(e, -r, "cannot read %s: %m", s->path) : 0;
	r = mount_create(&s->request, &mount_fd, e);
	if (r == 0)
		r = mount_attach(mount_fd, at_fd, e);
	return r < 0 ? error_wrap(e, r, "%s", s->path) : 0;
}

/* An image that has something else in its place, or a read-only one that lacks it, does without. */
static void add_scratch(struct boot *b, int root_fd, const struct scratch *s)
{
	struct error e = ERROR_INIT;

	if (mount_scratch(b, root_fd, s, &e) < 0)
		boot_warn(b, &e);
}

struct root_parts {
	int lower_fds[VMCONFIG_MAX_LAYERS];
	size_t lower_count;
	int upper_fd;
};

static void close_parts(struct root_parts *p)
{
	for (size_t i = 0; i < p->lower_count; i++)
		close(p->lower_fds[i]);
	if (p->upper_fd >= 0)
		close(p->upper_fd);
}

static int mount_layers(struct boot *b, struct root_parts *p, struct error *e)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < b->layer_count; i++) {
		const struct filesystem_request lower = {
			.device = b->layers[i], .fstype = b->config.rootfs.fstype,
			.read_only = true,
		};

		r = filesystem_mount(b, &lower, &p->lower_fds[i], e);
		if (r == 0)
			p->lower_count++;
	}
	return r;
}

static int mount_upper(struct boot *b, struct root_parts *p, struct error *e)
{
	static const struct mount_request memory = {
		.fstype = "tmpfs", .source = "upper", .options = "mode=0755",
	};
	const struct filesystem_request upper = { .device = b->upper };

	return b->upper ? filesystem_mount(b, &upper, &p->upper_fd, e)
			: mount_create(&memory, &p->upper_fd, e);
}

static int make_root(struct boot *b, int *ret_fd, struct error *e)
{
	__attribute__((cleanup(close_parts))) struct root_parts p = { .upper_fd = -EBADF };
	struct overlay_request overlay = { .dir = BOOT_OVERLAY, .lower_fds = p.lower_fds };
	int r = mount_layers(b, &p, e);

	if (r == 0 && !b->config.rootfs.readonly)
		r = mount_upper(b, &p, e);
	if (r < 0)
		return r;
	if (p.upper_fd < 0 && p.lower_count == 1) { /* it is the root itself */
		*ret_fd = take_fd(p.lower_fds[0]);
		p.lower_count = 0;
		return 0;
	}
	overlay.lower_count = p.lower_count;
	overlay.upper_fd = p.upper_fd;
	return overlay_create(b, &overlay, ret_fd, e);
}

int phase_root(struct boot *b, struct error *e)
{
	auto_close int root_fd = -EBADF;
	auto_close int at_fd = -EBADF;
	int r;

	r = make_root(b, &root_fd, e);
	if (r < 0)
		return r;
	if (mkdir(BOOT_ROOT, 0700) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make " BOOT_ROOT ": %m");
	at_fd = open(BOOT_ROOT, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at_fd < 0)
		return error_set(e, errno, "cannot open " BOOT_ROOT ": %m");
	r = mount_attach(root_fd, at_fd, e);
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(kernel_dirs); i++)
		r = make_kernel_dir(root_fd, kernel_dirs[i], e);
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(scratches); i++)
		add_scratch(b, root_fd, &scratches[i]);
	if (r == 0)
		b->root_fd = take_fd(root_fd);
	return r;
}

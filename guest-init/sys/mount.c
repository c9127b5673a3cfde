/* mount.c - filesystems as descriptors first, attached to the tree afterwards. */
#include "guest-init/sys/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/syscalls.h"

/* What mount(2) puts into one word of flags is split in the new calls: properties of the mount go
 * to fsmount(), properties of the filesystem are options by name. */
static const struct flag {
	unsigned long ms;
	unsigned attr;
	const char *option;
} flag_table[] = {
	{ MS_RDONLY, MOUNT_ATTR_RDONLY, "ro" },
	{ MS_NOSUID, MOUNT_ATTR_NOSUID, NULL },
	{ MS_NODEV, MOUNT_ATTR_NODEV, NULL },
	{ MS_NOEXEC, MOUNT_ATTR_NOEXEC, NULL },
	{ MS_NOATIME, MOUNT_ATTR_NOATIME, NULL },
	{ MS_STRICTATIME, MOUNT_ATTR_STRICTATIME, NULL },
	{ MS_NODIRATIME, MOUNT_ATTR_NODIRATIME, NULL },
	{ MS_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW, NULL },
	{ MS_SYNCHRONOUS, 0, "sync" },
	{ MS_DIRSYNC, 0, "dirsync" },
	{ MS_MANDLOCK, 0, "mand" },
	{ MS_LAZYTIME, 0, "lazytime" },
};

static unsigned attributes_of(unsigned long wanted)
{
	unsigned attributes = 0;

	for (size_t i = 0; i < ARRAY_SIZE(flag_table); i++)
		if (wanted & flag_table[i].ms)
			attributes |= flag_table[i].attr;
	return attributes;
}

static const char *source_of(const struct mount_request *m)
{
	return m->source ? m->source : m->fstype;
}

/* The kernel's explanation, "e ext4: …", is a message on the context's descriptor. */
static int context_error(int context_fd, int err, const struct mount_request *m, struct error *e)
{
	char text[ERROR_TEXT_SIZE];
	ssize_t n;

	do {
		n = read(context_fd, text, sizeof(text) - 1);
	} while (n > 0 && text[0] != 'e'); /* warnings and remarks come first */
	if (n > 2) {
		text[n] = '\0';
		text[strcspn(text, "\n")] = '\0';
		return error_set(e, err, "cannot mount %s as %s: %s", source_of(m), m->fstype,
				 text + 2);
	}
	return error_set(e, err, "cannot mount %s as %s: %m", source_of(m), m->fstype);
}

static int set_option(int context_fd, char *option)
{
	char *value = strchr(option, '=');

	if (!value)
		return sys_fsconfig(context_fd, FSCONFIG_SET_FLAG, option, NULL);
	*value++ = '\0';
	return sys_fsconfig(context_fd, FSCONFIG_SET_STRING, option, value);
}

static int set_options(int context_fd, const char *options)
{
	auto_free char *copy = strdup(options);
	char *rest = copy, *option;

	if (!copy)
		return -ENOMEM;
	while ((option = strsep(&rest, ",")))
		if (*option && set_option(context_fd, option) < 0)
			return -errno;
	return 0;
}

static int configure(int context_fd, const struct mount_request *m)
{
	if (sys_fsconfig(context_fd, FSCONFIG_SET_STRING, "source", source_of(m)) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(flag_table); i++)
		if ((m->flags & flag_table[i].ms) && flag_table[i].option &&
		    sys_fsconfig(context_fd, FSCONFIG_SET_FLAG, flag_table[i].option, NULL) < 0)
			return -errno;
	if (m->options) {
		int r = set_options(context_fd, m->options);

		if (r < 0)
			return r;
	}
	return sys_fsconfig(context_fd, FSCONFIG_CMD_CREATE, NULL, NULL) < 0 ? -errno : 0;
}

int mount_create(const struct mount_request *m, int *ret_fd, struct error *e)
{
	auto_close int context_fd = sys_fsopen(m->fstype, FSOPEN_CLOEXEC);
	int fd, r;

	if (context_fd < 0 && errno == ENODEV)
		return error_set(e, ENODEV,
				 "cannot mount %s as %s: neither the kernel nor the initrd has it",
				 source_of(m), m->fstype);
	if (context_fd < 0)
		return error_set(e, errno, "cannot mount %s as %s: %m", source_of(m), m->fstype);
	r = configure(context_fd, m);
	if (r < 0)
		return context_error(context_fd, -r, m, e);
	fd = sys_fsmount(context_fd, FSMOUNT_CLOEXEC, attributes_of(m->flags));
	if (fd < 0)
		return context_error(context_fd, errno, m, e);
	*ret_fd = fd;
	return 0;
}

int mount_clone(int dir_fd, const char *path, unsigned long flags, int *ret_fd, struct error *e)
{
	unsigned recursive = (flags & MS_REC) ? AT_RECURSIVE : 0;
	auto_close int fd = sys_open_tree(dir_fd, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
							AT_EMPTY_PATH | recursive);
	struct mount_attr attr = { .attr_set = attributes_of(flags) };

	if (fd < 0)
		return error_set(e, errno, "cannot bind %s: %m", *path ? path : "it");
	if (attr.attr_set && sys_mount_setattr(fd, "", AT_EMPTY_PATH | recursive, &attr) < 0)
		return error_set(e, errno, "cannot set the flags of a bind mount: %m");
	*ret_fd = take_fd(fd);
	return 0;
}

int mount_create_long(const struct mount_request *m, const char *path, int *ret_fd, struct error *e)
{
	int r;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make %s: %m", path);
	if (mount(source_of(m), path, m->fstype, m->flags, m->options) < 0)
		return error_set(e, errno, "cannot mount %s as %s: %m", source_of(m), m->fstype);
	r = mount_clone(AT_FDCWD, path, 0, ret_fd, e);
	umount2(path, MNT_DETACH);
	return r;
}

int mount_attach(int mount_fd, int at_fd, struct error *e)
{
	if (sys_move_mount(mount_fd, "", at_fd, "",
			   MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return error_set(e, errno, "cannot attach the mount: %m");
	return 0;
}

int mount_at(const struct mount_request *m, const char *path, unsigned mode, struct error *e)
{
	auto_close int mount_fd = -EBADF;
	auto_close int at_fd = -EBADF;
	int r;

	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make %s: %m", path);
	at_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at_fd < 0)
		return error_set(e, errno, "cannot open %s: %m", path);
	r = mount_create(m, &mount_fd, e);
	if (r == 0)
		r = mount_attach(mount_fd, at_fd, e);
	return r < 0 ? error_wrap(e, r, "%s", path) : 0;
}

int mount_move(const char *from, int at_fd, struct error *e)
{
	if (sys_move_mount(AT_FDCWD, from, at_fd, "", MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return error_set(e, errno, "cannot move the mount on %s: %m", from);
	return 0;
}

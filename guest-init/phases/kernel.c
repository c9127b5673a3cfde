/* kernel.c - phase "kernel": the kernel's modules and headers, where programs look for them.
 *
 * They stay where the kernel unpacked them, in the initramfs, and are mounted from there: nothing
 * is copied, and what the image has of other kernels is untouched. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/mount.h"

static const struct tree {
	const char *from, *to; /* the release follows */
} trees[] = {
	{ "/" BOOT_KERNEL_NAME "/modules", "/lib/modules/" },
	{ "/" BOOT_KERNEL_NAME "/headers", "/usr/src/linux-headers-" },
};

static int show(struct boot *b, const struct tree *t, const char *release, struct error *e)
{
	auto_close int mount_fd = -EBADF;
	auto_close int at_fd = -EBADF;
	char target[PATH_MAX];
	int r;

	if (access(t->from, F_OK) < 0)
		return errno == ENOENT ? 0 : error_set(e, errno, "cannot use %s: %m", t->from);
	snprintf(target, sizeof(target), "%s%s", t->to, release);
	r = mount_clone(AT_FDCWD, t->from, MS_RDONLY | MS_NOSUID | MS_NODEV, &mount_fd, e);
	if (r < 0)
		return error_wrap(e, r, "%s", target);
	at_fd = inroot_make_directory(b->root_fd, target, 0755, e);
	if (at_fd < 0)
		return at_fd;
	r = mount_attach(mount_fd, at_fd, e);
	if (r < 0)
		return error_wrap(e, r, "%s", target);
	b->kernel_tree_shown = true;
	return 0;
}

int phase_kernel(struct boot *b, struct error *e)
{
	struct utsname u;
	int r = 0;

	if (uname(&u) < 0)
		return error_set(e, errno, "cannot ask for the kernel's release: %m");
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(trees); i++)
		r = show(b, &trees[i], u.release, e);
	return r;
}

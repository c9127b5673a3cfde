/* root_file.c - write a file into the container's root, also into a read-only one. */
#include "guest-init/root_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/mount.h"

/* The tmpfs, made when first needed. It keeps its place in the initramfs, which nobody reaches
 * after the switch of root: only what is mounted from it shows. */
static int open_files(struct error *e)
{
	const struct mount_request request = {
		.fstype = "tmpfs", .source = "files", .flags = MS_NOSUID | MS_NODEV,
		.options = "mode=0755,size=2m",
	};
	struct stat st;
	int fd, r = 0;

	if (stat(BOOT_FILES, &st) < 0)
		r = mount_at(&request, BOOT_FILES, 0700, e);
	if (r < 0)
		return r;
	fd = open(BOOT_FILES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? error_set(e, errno, "cannot open " BOOT_FILES ": %m") : fd;
}

static int mount_over(int root_fd, const struct inroot_file *file, unsigned number, struct error *e)
{
	char name[16];
	struct inroot_file copy = *file;
	auto_close int at_fd = inroot_make_file(root_fd, file->path, e);
	auto_close int files_fd = -EBADF;
	auto_close int mount_fd = -EBADF;
	int r;

	if (at_fd < 0)
		return at_fd;
	files_fd = open_files(e);
	if (files_fd < 0)
		return files_fd;
	snprintf(name, sizeof(name), "%u", number);
	copy.path = name;
	r = inroot_put_file(files_fd, &copy, e);
	if (r == 0)
		r = mount_clone(files_fd, name, 0, &mount_fd, e);
	if (r == 0)
		r = mount_attach(mount_fd, at_fd, e);
	return r < 0 ? error_wrap(e, r, "%s", file->path) : 0;
}

int root_file_write(struct boot *b, const struct inroot_file *file, struct error *e)
{
	int r = inroot_put_file(b->root_fd, file, e);

	return r == -EROFS ? mount_over(b->root_fd, file, b->files_over++, e) : r;
}

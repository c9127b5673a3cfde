/* overlay.c - an overlay of filesystems that aren't written to and one that takes the writes. */
#include "guest-init/overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/sys/mount.h"

#define DIR_SIZE 64 /* "/volumes/63/upper/upper" and more */
#define OPTIONS_SIZE (VMCONFIG_MAX_LAYERS * sizeof("/volumes/63/63:") + 4UL * DIR_SIZE)

/* What the kernel's configuration, or an upper made by another host, may not decide: an upper has
 * to stay usable after its lower was replaced. */
#define FIXED_OPTIONS "index=off,metacopy=off,redirect_dir=off"

static int attach_below(const char *dir, const char *name, int mount_fd, struct error *e)
{
	auto_close int at_fd = -EBADF;
	char path[DIR_SIZE];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make %s: %m", path);
	at_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at_fd < 0)
		return error_set(e, errno, "cannot open %s: %m", path);
	return mount_attach(mount_fd, at_fd, e);
}

/* What is on the upper disk is somebody else's: a link there would lead into the initramfs. */
static int make_directory(int dir_fd, const char *name, bool *ret_made)
{
	struct stat st;

	*ret_made = mkdirat(dir_fd, name, 0700) == 0;
	if (*ret_made)
		return 0;
	if (errno != EEXIST || fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

/* The overlay's root directory shows what upper's is like: it starts as the lower root. */
static int make_upper(int lower_fd, int upper_fd)
{
	struct stat st;
	bool made;
	int r;

	r = make_directory(upper_fd, "work", &made);
	if (r == 0)
		r = make_directory(upper_fd, "upper", &made);
	if (r < 0 || !made)
		return r;
	if (fstat(lower_fd, &st) < 0 ||
	    fchownat(upper_fd, "upper", st.st_uid, st.st_gid, AT_SYMLINK_NOFOLLOW) < 0 ||
	    fchmodat(upper_fd, "upper", st.st_mode & 07777, 0) < 0)
		return -errno;
	return 0;
}

static int attach_lowers(const struct overlay_request *request, char *options, size_t size,
			 struct error *e)
{
	size_t used = (size_t)snprintf(options, size, "lowerdir=");
	int r = 0;

	for (size_t i = 0; r == 0 && i < request->lower_count; i++) {
		char name[24];

		snprintf(name, sizeof(name), "%zu", i);
		r = attach_below(request->dir, name, request->lower_fds[i], e);
		used += (size_t)snprintf(options + used, size - used, "%s%s/%s", i ? ":" : "",
					 request->dir, name);
	}
	return r;
}

static int attach_upper(const struct overlay_request *request, char *options, size_t size,
			struct error *e)
{
	size_t used = strlen(options);
	int r = attach_below(request->dir, "upper", request->upper_fd, e);

	if (r < 0)
		return r;
	r = make_upper(request->lower_fds[0], request->upper_fd);
	if (r < 0)
		return error_set(e, -r, "cannot prepare the writable side of the overlay: %m");
	snprintf(options + used, size - used, ",upperdir=%s/upper/upper,workdir=%s/upper/work",
		 request->dir, request->dir);
	return 0;
}

int overlay_create(const struct boot *b, const struct overlay_request *request, int *ret_fd,
		   struct error *e)
{
	char options[OPTIONS_SIZE], path[DIR_SIZE];
	const struct mount_request mount = { .fstype = "overlay", .options = options };
	int r;

	r = boot_load_modules(b, "overlay", e);
	if (r < 0)
		return r;
	if (mkdir(request->dir, 0700) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make %s: %m", request->dir);
	r = attach_lowers(request, options, sizeof(options), e);
	if (r == 0 && request->upper_fd >= 0)
		r = attach_upper(request, options, sizeof(options), e);
	if (r < 0)
		return r;
	strcat(options, "," FIXED_OPTIONS);
	snprintf(path, sizeof(path), "%s/merged", request->dir);
	return strlen(options) <= MOUNT_MAX_VALUE ? mount_create(&mount, ret_fd, e)
						  : mount_create_long(&mount, path, ret_fd, e);
}

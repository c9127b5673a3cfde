/* overlay.c - an overlay of a filesystem that isn't written to and one that takes the writes. */
#include "guest-init/overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/sys/mount.h"

#define DIR_SIZE 64 /* "/volumes/63/upper/upper" and more */

/* What the kernel's configuration, or an upper made by another host, may not decide: an upper has to
 * stay usable after its lower was replaced. */
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

/* The overlay's root directory shows what upper's is like: it starts as the lower root. */
static int make_upper(int lower_fd, int upper_fd)
{
	struct stat st;

	if (mkdirat(upper_fd, "work", 0700) < 0 && errno != EEXIST)
		return -errno;
	if (mkdirat(upper_fd, "upper", 0700) < 0)
		return errno == EEXIST ? 0 : -errno;
	if (fstat(lower_fd, &st) < 0 ||
	    fchownat(upper_fd, "upper", st.st_uid, st.st_gid, AT_SYMLINK_NOFOLLOW) < 0 ||
	    fchmodat(upper_fd, "upper", st.st_mode & 07777, 0) < 0)
		return -errno;
	return 0;
}

int overlay_create(const char *dir, int lower_fd, int upper_fd, int *ret_fd, struct error *e)
{
	char options[4 * DIR_SIZE];
	const struct mount_request request = { .fstype = "overlay", .options = options };
	int r;

	r = boot_load_modules("overlay", e);
	if (r < 0)
		return r;
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return error_set(e, errno, "cannot make %s: %m", dir);
	r = attach_below(dir, "lower", lower_fd, e);
	if (r == 0)
		r = attach_below(dir, "upper", upper_fd, e);
	if (r < 0)
		return r;
	r = make_upper(lower_fd, upper_fd);
	if (r < 0)
		return error_set(e, -r, "cannot prepare the writable side of the overlay: %m");
	snprintf(options, sizeof(options),
		 "lowerdir=%s/lower,upperdir=%s/upper/upper,workdir=%s/upper/work," FIXED_OPTIONS, dir,
		 dir, dir);
	return mount_create(&request, ret_fd, e);
}

/* mounts.c - phase "mounts": what the kernel itself has to show. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/agent.h"
#include "guest-init/boot.h"
#include "guest-init/sys/mount.h"

#define NO_SUID_DEV_EXEC (MS_NOSUID | MS_NODEV | MS_NOEXEC)

enum need { NEED_ALWAYS, NEED_IF_SUPPORTED };

static const struct api_mount {
	struct mount_request request; /* fstype, source, flags, options */
	const char *path;
	unsigned mode; /* of the directory, should it be missing */
	enum need need;
} api_mounts[] = { /* in mount order: parents first */
	{ { "proc", NULL, NO_SUID_DEV_EXEC, NULL }, "/proc", 0555, NEED_ALWAYS },
	{ { "sysfs", NULL, NO_SUID_DEV_EXEC, NULL }, "/sys", 0555, NEED_ALWAYS },
	{ { "cgroup2", NULL, NO_SUID_DEV_EXEC, "nsdelegate" },
	  "/sys/fs/cgroup", 0555, NEED_IF_SUPPORTED },
	{ { "devtmpfs", NULL, MS_NOSUID, "mode=0755" }, "/dev", 0755, NEED_ALWAYS },
	{ { "devpts", NULL, MS_NOSUID | MS_NOEXEC, "gid=5,mode=0620,ptmxmode=0666" },
	  "/dev/pts", 0755, NEED_IF_SUPPORTED },
	{ { "tmpfs", "shm", MS_NOSUID | MS_NODEV, "mode=1777" }, "/dev/shm", 01777, NEED_ALWAYS },
};

/* What programs expect in /dev beside the devices (OCI runtime spec, "Default Devices"). */
static const struct link {
	const char *target, *path;
} dev_links[] = {
	{ "/proc/self/fd", "/dev/fd" },
	{ "/proc/self/fd/0", "/dev/stdin" },
	{ "/proc/self/fd/1", "/dev/stdout" },
	{ "/proc/self/fd/2", "/dev/stderr" },
};

int phase_mounts(struct boot *b, struct error *e)
{
	for (const struct api_mount *m = api_mounts; m < api_mounts + ARRAY_SIZE(api_mounts); m++) {
		int r = mount_at(&m->request, m->path, m->mode, e);

		if (r < 0 && !(m->need == NEED_IF_SUPPORTED && (r == -ENODEV || r == -ENOENT)))
			return r;
	}
	for (size_t i = 0; i < ARRAY_SIZE(dev_links); i++)
		if (symlink(dev_links[i].target, dev_links[i].path) < 0 && errno != EEXIST)
			return error_set(e, errno, "cannot make %s: %m", dev_links[i].path);
	b->initramfs_fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (b->initramfs_fd < 0)
		return error_set(e, errno, "cannot open the initramfs: %m");
	b->agent_fd = agent_open(b->initramfs_fd); /* before phase "switch" removes its name */
	return cmdline_read(b->cmdline, e);
}

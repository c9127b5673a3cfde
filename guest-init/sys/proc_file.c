/* proc_file.c - read the kernel's lists, whatever was mounted over /proc or taken away from it. */
#include "guest-init/sys/proc_file.h"

#include <errno.h>
#include <fcntl.h>

#include "common/cleanup.h"
#include "guest-init/sys/mount.h"

int proc_file_open(const char *name, FILE **ret)
{
	static const struct mount_request proc = { .fstype = "proc" };
	auto_close int proc_fd = -EBADF;
	auto_close int fd = -EBADF;
	int r = mount_create(&proc, &proc_fd, NULL);

	if (r < 0)
		return r;
	fd = openat(proc_fd, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret = fdopen(fd, "r");
	if (!*ret)
		return -errno;
	(void)take_fd(fd);
	return 0;
}

void proc_file_unescape(char *text)
{
	char *out = text;

	for (const char *p = text; *p; out++) {
		if (p[0] == '\\' && p[1] && p[2] && p[3]) {
			*out = (char)((p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0'));
			p += 4;
		} else {
			*out = *p++;
		}
	}
	*out = '\0';
}

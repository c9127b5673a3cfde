/* map.c - a mapped device, as LVM and cryptsetup make them. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/dm-ioctl.h>
#include <linux/fs.h>

#include "common/cleanup.h"
#include "guest-init/sys/syscalls.h"

struct request {
	struct dm_ioctl head;
	struct dm_target_spec target;
	char parameters[64];
};

static void init(struct request *r, const char *name)
{
	*r = (struct request){
		.head = { .version = { DM_VERSION_MAJOR, 0, 0 }, .data_size = sizeof(*r),
			  .data_start = sizeof(r->head) },
	};
	snprintf(r->head.name, sizeof(r->head.name), "%s", name);
}

static uint64_t sectors_of(const char *device)
{
	auto_close int fd = open(device, O_RDONLY | O_CLOEXEC);
	uint64_t bytes;

	if (fd < 0 || sys_ioctl(fd, BLKGETSIZE64, &bytes) < 0)
		err(1, "%s", device);
	return bytes / 512;
}

int cmd_map(int argc, char **argv)
{
	auto_close int fd = open("/dev/" DM_DIR "/" DM_CONTROL_NODE, O_RDWR | O_CLOEXEC);
	struct request r;

	(void)argc;
	init(&r, argv[1]);
	if (fd < 0 || sys_ioctl(fd, DM_DEV_CREATE, &r) < 0)
		err(1, "cannot make %s", argv[1]);
	init(&r, argv[1]);
	r.head.target_count = 1;
	r.target.length = sectors_of(argv[2]);
	strcpy(r.target.target_type, "linear");
	snprintf(r.parameters, sizeof(r.parameters), "%s 0", argv[2]);
	if (sys_ioctl(fd, DM_TABLE_LOAD, &r) < 0)
		err(1, "cannot map %s", argv[2]);
	init(&r, argv[1]);
	if (sys_ioctl(fd, DM_DEV_SUSPEND, &r) < 0) /* without its flag: resume */
		err(1, "cannot start %s", argv[1]);
	return 0;
}

/* probe.c - which filesystem is on a device: libblkid's low-level probing, superblocks only. */
#include "guest-init/sys/probe.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <blkid/blkid.h>

#include "common/cleanup.h"

/* What libblkid looks for. A device that holds anything else (RAID members, swap, LUKS, partition
 * tables) has no known filesystem. */
static char *const wanted_types[] = {
	"ext2", "ext3", "ext4", "xfs", "btrfs", "erofs", "squashfs", "vfat", NULL,
};

/* A little-endian word of the superblock that has one of these bits set when there is something to
 * replay: ext3 and ext4's incompatible feature `recover`, btrfs's address of the log tree. */
static const struct recovery {
	const char *type;
	off_t offset; /* bytes, of a 64-bit word */
	uint64_t bits;
} recoveries[] = {
	{ "ext3", 1024 + 0x60, 0x4 },
	{ "ext4", 1024 + 0x60, 0x4 },
	{ "btrfs", 65536 + 0x60, UINT64_MAX },
};

static int read_recovery(int fd, struct probe_result *result)
{
	for (size_t i = 0; i < ARRAY_SIZE(recoveries); i++) {
		uint64_t word;
		ssize_t n;

		if (strcmp(recoveries[i].type, result->type) != 0)
			continue;
		n = pread(fd, &word, sizeof(word), recoveries[i].offset);
		if (n != (ssize_t)sizeof(word))
			return n < 0 ? -errno : -EIO;
		result->needs_recovery = (le64toh(word) & recoveries[i].bits) != 0;
	}
	return 0;
}

/* Copy one of the probe's values; "" when it has none, or one that can't be right. */
static void take_value(blkid_probe probe, const char *name, char *buf, size_t size)
{
	const char *value;

	buf[0] = '\0';
	if (blkid_probe_lookup_value(probe, name, &value, NULL) == 0 && strlen(value) < size)
		strcpy(buf, value);
}

static void cleanup_probe(blkid_probe *probe)
{
	blkid_free_probe(*probe);
}

static int set_up(blkid_probe probe, int fd)
{
	if (blkid_probe_set_device(probe, fd, 0, 0) < 0)
		return errno ? -errno : -EIO;
	if (blkid_probe_enable_superblocks(probe, 1) < 0 ||
	    blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_LABEL |
							     BLKID_SUBLKS_UUID) < 0 ||
	    blkid_probe_filter_superblocks_type(probe, BLKID_FLTR_ONLYIN,
						(char **)wanted_types) < 0)
		return -ENOMEM;
	return 0;
}

int probe_filesystem(int fd, struct probe_result *ret, struct error *e)
{
	__attribute__((cleanup(cleanup_probe))) blkid_probe probe = blkid_new_probe();
	struct probe_result result = { 0 };
	int r;

	if (!probe)
		return error_set(e, ENOMEM, "cannot probe for a filesystem: %m");
	errno = 0;
	r = set_up(probe, fd);
	if (r < 0)
		return error_set(e, -r, "cannot probe for a filesystem: %m");
	errno = 0;
	r = blkid_do_safeprobe(probe);
	if (r == -2)
		return error_set(e, ENOTUNIQ, "it looks like several filesystems at once");
	if (r < 0)
		return error_set(e, errno ? errno : EIO, "cannot probe for a filesystem: %m");
	take_value(probe, "TYPE", result.type, sizeof(result.type));
	if (r > 0 || !result.type[0])
		return error_set(e, ENODATA, "no known filesystem");
	take_value(probe, "LABEL", result.label, sizeof(result.label));
	take_value(probe, "UUID", result.uuid, sizeof(result.uuid));
	r = read_recovery(fd, &result);
	if (r < 0)
		return error_set(e, -r, "cannot read the superblock: %m");
	*ret = result;
	return 0;
}

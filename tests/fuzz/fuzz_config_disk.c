/* fuzz_config_disk.c - any change to a config disk: its files within their limits, or an error.
 *
 * Input: changes to the image of a small config: where (two bytes, little endian), how many bytes,
 * the bytes. A superblock that says it has a checksum is given the right one, or few would get
 * far. */
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <ext2fs/ext2fs.h>

#include "common/cleanup.h"
#include "common/vmconfig.h"
#include "host-tools/lib/config_image.h"
#include "host-tools/lib/config_reader.h"
#include "tests/fuzz/input.h"

#define DISK_SIZE ((size_t)64 << 10)
#define CHANGE_HEADER 3u

static const struct config_image *original(void)
{
	static struct config_image image;
	struct error e = ERROR_INIT;

	if (!image.bytes)
		assert(config_image_make("{\"cmd\":[\"/x\"]}\n", 15, DISK_SIZE, 1, &image, &e) ==
		       0);
	return &image;
}

static void change(unsigned char *bytes, const uint8_t *data, size_t size)
{
	while (size > CHANGE_HEADER) {
		size_t at = ((size_t)data[0] | (size_t)data[1] << 8) % DISK_SIZE, len = data[2];

		data += CHANGE_HEADER;
		size -= CHANGE_HEADER;
		len = len < size ? len : size;
		len = len < DISK_SIZE - at ? len : DISK_SIZE - at;
		memcpy(bytes + at, data, len);
		data += len;
		size -= len;
	}
}

static void correct_checksum(unsigned char *bytes)
{
	struct ext2_super_block s;

	memcpy(&s, bytes + SUPERBLOCK_OFFSET, sizeof(s));
	if (!(s.s_feature_ro_compat & EXT4_FEATURE_RO_COMPAT_METADATA_CSUM))
		return;
	s.s_checksum = ext2fs_crc32c_le(~0u, (unsigned char *)&s,
					offsetof(struct ext2_super_block, s_checksum));
	memcpy(bytes + SUPERBLOCK_OFFSET, &s, sizeof(s));
}

static void read_file(const char *path, const char *name, size_t max)
{
	auto_free char *bytes = NULL;
	struct error e = ERROR_INIT;
	size_t len = 0;
	int r = config_reader_read(path, name, max, &bytes, &len, &e);

	assert((r < 0) == (e.text[0] != '\0') && !strpbrk(e.text, "\n\r\033"));
	assert(r < 0 ? !bytes : len <= max && bytes[len] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct config_image *image = original();
	auto_free unsigned char *bytes = malloc(image->size);
	auto_close int fd = memfd_create("disk", MFD_CLOEXEC);
	char path[32];

	assert(bytes && fd >= 0);
	memcpy(bytes, image->bytes, image->size);
	change(bytes, data, size);
	correct_checksum(bytes);
	assert(write(fd, bytes, image->size) == (ssize_t)image->size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_file(path, VMCONFIG_PATH, JSON_MAX_SIZE);
	read_file(path, VMCONFIG_STATUS_PATH, VMCONFIG_STATUS_SIZE);
	return 0;
}

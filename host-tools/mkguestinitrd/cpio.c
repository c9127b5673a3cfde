/* cpio.c - write a tree as the archive that the kernel unpacks into its initramfs. */
#include "host-tools/mkguestinitrd/cpio.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Six characters of magic, then thirteen numbers of eight hexadecimal digits. */
#define HEADER_SIZE (6 + 13 * 8)
#define TRAILER_NAME "TRAILER!!!"

struct header {
	uint32_t inode, mode, links, mtime, size, device_major, device_minor;
};

static int append_padding(struct buffer *out)
{
	return buffer_append(out, "\0\0\0", -out->size & 3);
}

/* Header and name are padded together to a multiple of 4, and so is the content. */
static int append_header(struct buffer *out, const struct header *h, const char *name)
{
	size_t name_size = strlen(name) + 1;
	char text[HEADER_SIZE + 1];
	int r;

	snprintf(text, sizeof(text),
		 "070701%08" PRIx32 "%08" PRIx32 "%08x%08x%08" PRIx32 "%08" PRIx32 "%08" PRIx32
		 "%08x%08x%08" PRIx32 "%08" PRIx32 "%08" PRIx32 "%08x",
		 h->inode, h->mode, 0, 0, h->links, h->mtime, h->size, 0, 0, h->device_major,
		 h->device_minor, (uint32_t)name_size, 0);
	r = buffer_append(out, text, HEADER_SIZE);
	if (r == 0)
		r = buffer_append(out, name, name_size);
	return r < 0 ? r : append_padding(out);
}

static int append_entry(struct buffer *out, const struct tree_entry *entry, uint32_t inode,
			uint32_t mtime)
{
	const struct header h = {
		.inode = inode,
		.mode = entry->mode,
		.links = S_ISDIR(entry->mode) ? 2 : 1,
		.mtime = mtime,
		.size = (uint32_t)entry->content.size,
		.device_major = entry->device_major,
		.device_minor = entry->device_minor,
	};
	int r = append_header(out, &h, entry->path + 1);

	if (r == 0)
		r = buffer_append(out, entry->content.data, entry->content.size);
	return r < 0 ? r : append_padding(out);
}

int cpio_append(const struct tree *t, uint32_t mtime, struct buffer *out)
{
	const struct header trailer = { .links = 1 };

	for (size_t i = 0; i < t->count; i++) {
		int r = append_entry(out, &t->entries[i], (uint32_t)i + 1, mtime);

		if (r < 0)
			return r;
	}
	return append_header(out, &trailer, TRAILER_NAME);
}

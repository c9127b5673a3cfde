/* memory_io.c - lets libext2fs work on a filesystem image that is held in memory.
 *
 * Theory of operation. libext2fs gives an I/O manager's open() a name and nothing else, so the
 * disk's address travels in the name: the alternative is a global. No system call is made, the
 * image can be written out in one go, and a read-only image can't change while it is looked at. */
#include "host-tools/lib/memory_io.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void memory_disk_name(const struct memory_disk *disk, char ret_name[MEMORY_DISK_NAME_SIZE])
{
	snprintf(ret_name, MEMORY_DISK_NAME_SIZE, "%" PRIxPTR, (uintptr_t)disk);
}

static errcode_t memory_open(const char *name, int flags, io_channel *ret)
{
	io_channel channel = calloc(1, sizeof(*channel));

	(void)flags;
	if (!channel)
		return EXT2_ET_NO_MEMORY;
	channel->name = strdup(name);
	if (!channel->name) {
		free(channel);
		return EXT2_ET_NO_MEMORY;
	}
	channel->magic = EXT2_ET_MAGIC_IO_CHANNEL;
	channel->manager = memory_io_manager();
	channel->block_size = 1024;
	channel->refcount = 1;
	channel->private_data = (void *)(uintptr_t)strtoumax(name, NULL, 16);
	*ret = channel;
	return 0;
}

static errcode_t memory_close(io_channel channel)
{
	if (--channel->refcount > 0)
		return 0;
	free(channel->name);
	free(channel);
	return 0;
}

static errcode_t memory_set_blksize(io_channel channel, int block_size)
{
	channel->block_size = block_size;
	return 0;
}

/* The bytes of count blocks from block on (of -count bytes if it is negative), or NULL when they
 * don't lie on the disk. */
static unsigned char *range(io_channel channel, unsigned long long block, int count,
			    size_t *ret_length)
{
	const struct memory_disk *disk = channel->private_data;
	size_t block_size = (size_t)channel->block_size;
	size_t length = count < 0 ? (size_t)-(long)count : (size_t)count * block_size;

	if (block > disk->size / block_size || length > disk->size - block * block_size)
		return NULL;
	*ret_length = length;
	return disk->bytes + block * block_size;
}

static errcode_t memory_read64(io_channel channel, unsigned long long block, int count, void *data)
{
	size_t length;
	const unsigned char *from = range(channel, block, count, &length);

	if (!from)
		return EXT2_ET_SHORT_READ;
	memcpy(data, from, length);
	return 0;
}

static errcode_t memory_write64(io_channel channel, unsigned long long block, int count,
				const void *data)
{
	size_t length;
	unsigned char *to = range(channel, block, count, &length);

	if (!to)
		return EXT2_ET_SHORT_WRITE;
	memcpy(to, data, length);
	return 0;
}

static errcode_t memory_read(io_channel channel, unsigned long block, int count, void *data)
{
	return memory_read64(channel, block, count, data);
}

static errcode_t memory_write(io_channel channel, unsigned long block, int count, const void *data)
{
	return memory_write64(channel, block, count, data);
}

static errcode_t memory_flush(io_channel channel)
{
	(void)channel;
	return 0;
}

io_manager memory_io_manager(void)
{
	/* Not const only because libext2fs's type can't say so. */
	static struct struct_io_manager manager = {
		.magic = EXT2_ET_MAGIC_IO_MANAGER,
		.name = "memory",
		.open = memory_open,
		.close = memory_close,
		.set_blksize = memory_set_blksize,
		.read_blk = memory_read,
		.write_blk = memory_write,
		.flush = memory_flush,
		.read_blk64 = memory_read64,
		.write_blk64 = memory_write64,
	};

	return &manager;
}

/* memory_io.h - lets libext2fs work on a filesystem image that is held in memory. */
#pragma once
#include <stddef.h>

#include <ext2fs/ext2fs.h>

struct memory_disk {
	unsigned char *bytes; /* owned by the caller */
	size_t size;
};

#define MEMORY_DISK_NAME_SIZE 24

/* The name that makes ext2fs_initialize() or ext2fs_open() with memory_io_manager() use the disk.
 * It holds while *disk stays where it is. */
void memory_disk_name(const struct memory_disk *disk, char ret_name[MEMORY_DISK_NAME_SIZE]);

/* Reads and writes past the disk's end fail with EXT2_ET_SHORT_READ and EXT2_ET_SHORT_WRITE. */
io_manager memory_io_manager(void);

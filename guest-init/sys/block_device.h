/* block_device.h - what a block device is told and asked by ioctl(2). */
#pragma once
#include <stdint.h>

/* Make the kernel refuse every write to the device: a filesystem driver may write to one that is
 * mounted read-only, to note an error for instance. A device that is mounted stays as it is.
 * Returns 0 or a negative errno. */
int block_device_set_read_only(const char *path);

/* Whether the kernel refuses every write to the device. Returns 1, 0 or a negative errno. */
int block_device_is_read_only(int fd);

/* The device's size in bytes. Returns 0 or a negative errno. */
int block_device_size(int fd, uint64_t *ret);

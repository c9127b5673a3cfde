/* device.h - find block devices by selector, and wait for them to appear.
 *
 * Looks at /sys/class/block, /dev and, for labels and UUIDs, at the superblocks (sys/probe.h) of
 * all disks and partitions; no cache, no udev. Serials belong to whole disks. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/selector.h"

#define DEVICE_MAX_WANTED 256u

/* Look once. ret_path: of the node in /dev; the caller frees it.
 * Returns 0; -ENODEV: not there; -ENOTUNIQ: two devices answer to the selector, or one looks like
 * several filesystems at once (both are named in *e); -ENOTBLK: the path isn't a block device;
 * another negative errno. */
int device_find(const struct selector *wanted, char **ret_path, struct error *e);

/* Wait until all n devices are there; no wait at all if they are.
 * n: at most DEVICE_MAX_WANTED. deadline_ns: on CLOCK_MONOTONIC; 0 looks once.
 * ret_paths: n paths, in the order of wanted, each freed by the caller; untouched on failure.
 * Returns 0; -ENODEV at the deadline, *e then lists all that are missing; what device_find() does,
 * at once. Two selectors may name one device: that is for the caller to judge.
 * Blocks only in ppoll(2). */
int device_wait(const struct selector *wanted, size_t n, uint64_t deadline_ns, char **ret_paths,
		struct error *e);

/* The same until one of them is there. Paths come first: when one is there, no disk is probed.
 * ret_paths: NULL for what wasn't found. */
int device_wait_any(const struct selector *wanted, size_t n, uint64_t deadline_ns, char **ret_paths,
		    struct error *e);

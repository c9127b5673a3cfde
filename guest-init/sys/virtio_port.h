/* virtio_port.h - a virtio-serial port, by the name that the VMM gives it. */
#pragma once
#include <stdint.h>

#include "common/error.h"

/* Open the port; reads and writes never wait for the host. flags: O_WRONLY or O_RDWR.
 * Returns a descriptor; -ENOENT: there is no such port (yet); another negative errno. */
int virtio_port_open(const char *name, int flags);

/* The same, for a port that is to be there by deadline_ns, on CLOCK_MONOTONIC; waits in ppoll(2).
 * Returns a descriptor, or a negative errno with *e naming the port. */
int virtio_port_wait(const char *name, int flags, uint64_t deadline_ns, struct error *e);

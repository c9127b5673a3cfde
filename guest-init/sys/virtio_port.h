/* virtio_port.h - a virtio-serial port, by the name that the VMM gives it. */
#pragma once

/* Open the port for writing; writes never wait for the host.
 * Returns a descriptor; -ENOENT: there is no such port (yet); another negative errno. */
int virtio_port_open(const char *name);

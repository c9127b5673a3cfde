/* sysctl.h - kernel parameters (/proc/sys, proc(5)). */
#pragma once
#include <stdbool.h>

#include "common/error.h"

#define SYSCTL_PATH_SIZE 256u

/* Set a parameter. name: as for sysctl(8), "net.ipv4.ip_forward"; where '/' comes before any '.',
 * it is the separator: "net/ipv4/conf/eth0.42/forwarding".
 * Returns 0; -ENOENT: the kernel has no such parameter; -EINVAL: it doesn't take the value; another
 * negative errno. Nothing outside /proc/sys is ever opened (openat2(2)). */
int sysctl_write(const char *name, const char *value, struct error *e);

/* The path below /proc/sys. Returns 0; -ENAMETOOLONG; -EINVAL for an empty name. */
int sysctl_path(const char *name, char ret[static SYSCTL_PATH_SIZE]);

/* True for those below net: they are set before the links come up. */
bool sysctl_is_network(const char *name);

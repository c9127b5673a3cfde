/* uevent.h - the kernel's own announcements of devices (NETLINK_KOBJECT_UEVENT). */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define UEVENT_BUFFER_SIZE 8192u /* the kernel's limit is 2 KiB of variables, and a path */

struct uevent {
	const char *action;    /* "add", "remove", "change", …; never NULL */
	const char *devpath;   /* below /sys; never NULL */
	const char *subsystem; /* "block", "net", …; never NULL, "" when not said */
	char buffer[UEVENT_BUFFER_SIZE]; /* what the others point into: don't copy the struct */
};

/* Open a socket that hears every event from now on. Open it before looking for a device: what
 * appears in between is then not missed. Returns a descriptor or a negative errno. */
int uevent_open(struct error *e);

/* Wait for the next event. Blocks only in ppoll(2).
 * deadline_ns: on CLOCK_MONOTONIC; one that has passed only takes what is queued.
 * Returns 0; -ETIMEDOUT at the deadline; -ENOBUFS when events were lost: the caller looks at
 * everything again; another negative errno. Says nothing in an error: it is for the caller to know
 * what was waited for. */
int uevent_wait(int fd, uint64_t deadline_ns, struct uevent *ret);

/* Parse the first len bytes of ret->buffer, which must be shorter than it. Returns 0, or -EBADMSG
 * when they are no event of the kernel's (libudev's, for one). */
int uevent_parse(struct uevent *ret, size_t len);

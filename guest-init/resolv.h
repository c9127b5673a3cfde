/* resolv.h - /etc/resolv.conf of the container's root. */
#pragma once
#include "common/error.h"

struct boot;

/* Write it anew, a regular file in place of whatever file or link was there. Servers are those of
 * dns, else of guest_dns, else what DHCP servers said; domains to search those of dns, else
 * DHCP's; options those of dns. With none of these the image's file stays.
 *
 * Where the image's init is to run and its file is a link to what systemd-resolved writes, the link
 * stays: resolved gets the servers by a drop-in, and the file that the link names is written as
 * well, for when it doesn't run.
 *
 * Before or after the switch of root. Returns 0 or a negative errno; -EISDIR: there is a directory. */
int resolv_write(struct boot *b, struct error *e);

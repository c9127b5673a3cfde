/* resolv.h - /etc/resolv.conf of the container's root. */
#pragma once
#include "common/error.h"

struct boot;

/* Write it anew, a regular file in place of whatever file or link was there. Servers are those of
 * dns, else of guest_dns, else what DHCP servers said; domains to search those of dns, else
 * DHCP's; options those of dns. With none of these the image's file stays.
 *
 * Where the image's init is to run, systemd-resolved gets servers and domains by a drop-in. A link
 * to what resolved writes stays, and the file under /run that it names is written: where resolved
 * doesn't run, that is what counts.
 *
 * Before or after the switch of root.
 * Returns 0 or a negative errno; -EISDIR: there is a directory. */
int resolv_write(struct boot *b, struct error *e);

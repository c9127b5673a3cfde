/* ip_list.h - several IP addresses in one text, with commas between. */
#pragma once
#include "common/ip.h"

/* Take the next address off the front of *rest; blanks around it don't count.
 * Returns 1 and an address; 0 at the end; -EINVAL when what stands there is none. */
int ip_list_next(const char **rest, struct ip_addr *ret);

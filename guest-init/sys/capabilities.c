/* capabilities.c - what a process may do, whoever it runs as (capabilities(7)). */
#include "guest-init/sys/capabilities.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

/* The kernel's last one is where it stops knowing them. */
static uint64_t known(void)
{
	uint64_t set = 0;

	for (int n = 0; n < 64 && prctl(PR_CAPBSET_READ, n, 0, 0, 0) >= 0; n++)
		set |= CAPABILITY_BIT(n);
	return set;
}

int capabilities_bound(uint64_t set)
{
	uint64_t dropped = known() & ~set;

	for (int n = 0; n < 64; n++)
		if ((dropped & CAPABILITY_BIT(n)) && prctl(PR_CAPBSET_DROP, n, 0, 0, 0) < 0)
			return -errno;
	return 0;
}

int capabilities_keep(void)
{
	return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

int capabilities_set(uint64_t set)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	set &= known();
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		uint32_t word = (uint32_t)(set >> 32 * i);

		data[i] = (struct __user_cap_data_struct){ word, word, word };
	}
	if (syscall(SYS_capset, &header, data) < 0)
		return -errno;
	for (int n = 0; n < 64; n++)
		if ((set & CAPABILITY_BIT(n)) &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, n, 0, 0) < 0)
			return -errno;
	return 0;
}

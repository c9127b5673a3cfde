/* switch.c - phase "switch": the container's root becomes "/", the initramfs is emptied. */
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/sys/switch_root.h"

int phase_switch(struct boot *b, struct error *e)
{
	int r = switch_root(b->root_fd, e);

	if (r < 0)
		return r;
	/* There is no turning back to a working initramfs from here. */
	b->switched = true;
	close(take_fd(b->root_fd)); /* it would keep the root from being unmounted */
	switch_root_empty(b->initramfs_fd, boot_kept_name(b));
	return 0;
}

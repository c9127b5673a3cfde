/* shutdown.c - the end: nothing runs, nothing is mounted, the record is written, the power is off. */
#include "guest-init/supervise/shutdown.h"

#include <signal.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest-init/log.h"
#include "guest-init/sys/switch_root.h"
#include "guest-init/sys/unmount.h"

static void unmount(struct boot *b)
{
	struct error e = ERROR_INIT;

	if (b->root_fd >= 0)
		close(b->root_fd); /* it would keep the root busy */
	if (b->switched && switch_root_back(b->initramfs_fd, BOOT_ROOT_NAME, &e) < 0)
		log_error("%s", e.text);
	if (unmount_all(&e) < 0)
		log_error("%s", e.text);
}

void shutdown_machine(struct boot *b)
{
	struct error e = ERROR_INIT;

	log_set_phase("shutdown");
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	unmount(b);
	if (record_write(&b->record, &e) < 0)
		log_error("%s, ignoring", e.text);
	sync();
	reboot(RB_POWER_OFF);
	/* The kernel has no way to power off: a restart ends the VM too, or halts it at least. */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

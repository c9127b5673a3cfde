/* debug_shell.h - a shell on the console after a boot that failed, for those who ask for it. */
#pragma once
#include "guest-init/boot.h"

/* With "guest_init.shell" on the kernel command line, and when the boot failed: run /bin/sh of the
 * container's root, else of the initramfs, until it ends. What fails is logged. */
void debug_shell(struct boot *b);

/* shutdown.h - the end: nothing runs, nothing is mounted, the record is written, the power is off. */
#pragma once
#include "guest-init/boot.h"

/* Kill what is left, unmount everything, write the end record, end the VM. Never returns, whatever
 * fails on the way. */
void shutdown_machine(struct boot *b) __attribute__((noreturn));

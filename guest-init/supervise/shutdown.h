/* shutdown.h - the end: kill and unmount everything, write the record, power off. */
#pragma once
#include "guest-init/boot.h"

/* Kill what is left, unmount everything, write the end record, end the VM. Never returns, whatever
 * fails on the way. */
void shutdown_machine(struct boot *b) __attribute__((noreturn));

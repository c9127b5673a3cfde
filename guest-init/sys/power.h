/* power.h - end the machine, so that the VMM's process ends. */
#pragma once

/* Power off; where the machine has no way to, restart: a VMM that was told not to reboot ends then
 * as well. Never returns. Nothing is synced. */
void power_off(void) __attribute__((noreturn));

/* Restart. Never returns. Nothing is synced. */
void power_restart(void) __attribute__((noreturn));

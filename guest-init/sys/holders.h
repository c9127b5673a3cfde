/* holders.h - what keeps a filesystem busy without a process: sockets, swap, stacked devices. */
#pragma once

/* Let go of files that wait in sockets from which nobody can take them, switch all swapping off,
 * remove all mapped devices (LVM, LUKS) and let go of the files behind all loop devices; a loop
 * device that is itself mounted goes with that mount, a mapped one stays. What can't be done is
 * left. No other process may be running: what was swapped out has to fit into memory. */
void holders_release(void);

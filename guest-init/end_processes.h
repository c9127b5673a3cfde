/* end_processes.h - kill what is left, and wait for it. */
#pragma once

/* Kill every process but this one, PID 1, and wait until they are gone, since they hold files open;
 * two seconds at most. SIGCHLD must be blocked. */
void end_processes(void);

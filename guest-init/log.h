/* log.h - what /init says, and where: the console and the kernel's log.
 *
 * A line is "guest-init: PHASE: text". By default only errors are logged. */
#pragma once
#include "common/vmconfig.h"

/* Open the console and /dev/kmsg; again at times, as long as /dev is nobody else's: the console may
 * be another by then. What can't be opened is done without: the log never stops a boot. */
void log_open(void);

void log_set_level(enum log_level level);

/* The phase that the lines from now on belong to; a constant. */
void log_set_phase(const char *phase);
const char *log_phase(void);

void log_write(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* fmt may use %m. errno is unchanged afterwards. */
#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* progress.c - whether a process that waits for disks gets anywhere. */
#include "guest-init/sys/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/cleanup.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/proc_file.h"

/* Pages, or KiB; what was asked of a disk that doesn't answer isn't asked again. */
static bool is_io(const char *name)
{
	static const char *const io[] = { "nr_written", "pgpgin", "pgpgout" };

	for (size_t i = 0; i < ARRAY_SIZE(io); i++)
		if (!strcmp(name, io[i]))
			return true;
	return false;
}

static uint64_t io_done(void)
{
	auto_fclose FILE *file = NULL;
	auto_free char *line = NULL;
	size_t size = 0;
	uint64_t done = 0;

	if (proc_file_open("vmstat", &file) < 0)
		return 0;
	while (getline(&line, &size, file) > 0) {
		char *value = strchr(line, ' ');

		if (!value)
			continue;
		*value++ = '\0';
		if (is_io(line))
			done += strtoull(value, NULL, 10);
	}
	return done;
}

uint64_t progress_of(pid_t pid)
{
	clockid_t processor;

	return io_done() + (clock_getcpuclockid(pid, &processor) == 0 ? clock_ns(processor) : 0);
}

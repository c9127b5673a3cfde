/* arrive.c - the workload of the boot benchmark: how much has the guest worked when the first
 * instruction of a workload runs, and what does it look like then?
 *
 * Counts the time that tasks have run (/proc/schedstat), not the clock: waiting for a disk depends
 * on the host. As PID 1 it tells the same of a kernel that has only just started its /init. With
 * "arrive.write=N" on the kernel command line it leaves N MiB behind that were not synced. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"

/* The time in ns that tasks have run on the first CPU: "cpu0" and the seventh number behind it
 * (Documentation/scheduler/sched-stats.rst). 0 when it isn't there. */
static unsigned long long run_ns(void)
{
	auto_fclose FILE *file = fopen("/proc/schedstat", "re");
	unsigned long long ns = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "cpu0 %*u %*u %*u %*u %*u %*u %llu", &ns) == 1)
			break;
	return ns;
}

/* The number behind KEY in a file of "KEY: N kB" lines; 0 when it isn't there. */
static unsigned long value_of(const char *path, const char *key)
{
	auto_fclose FILE *file = fopen(path, "re");
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, strlen(key)))
			return strtoul(line + strlen(key), NULL, 10);
	return 0;
}

static unsigned long mib_to_write(void)
{
	static const char key[] = "arrive.write=";
	auto_fclose FILE *file = fopen("/proc/cmdline", "re");
	char line[1024];
	const char *at = file && fgets(line, sizeof(line), file) ? strstr(line, key) : NULL;

	return at ? strtoul(at + strlen(key), NULL, 10) : 0;
}

static int leave_behind(unsigned long mib)
{
	static char block[1 << 20];
	auto_fclose FILE *file = fopen("/data/left", "we");

	memset(block, 'x', sizeof(block));
	while (file && mib > 0 && fwrite(block, sizeof(block), 1, file) == 1)
		mib--;
	return mib > 0 ? -1 : 0;
}

int main(void)
{
	bool first = getpid() == 1;
	unsigned long mib;

	if (first) {
		mkdir("/proc", 0555);
		mount("proc", "/proc", "proc", 0, NULL);
	}
	mib = mib_to_write();
	if (mib && leave_behind(mib) < 0)
		return 1;
	printf("arrived run_ns=%llu rss_kib=%lu available_kib=%lu\n", run_ns(),
	       value_of("/proc/1/status", "VmRSS:"), value_of("/proc/meminfo", "MemAvailable:"));
	fflush(stdout);
	if (first)
		reboot(RB_POWER_OFF);
	return 0;
}

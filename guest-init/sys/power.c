/* power.c - end the machine, so that the VMM's process ends.
 *
 * Asked for a power-off that it can't do, the kernel halts: the VMM would run on for ever. On x86
 * only ACPI powers off, when its tables define the state S5 (soft off); microVMs have no ACPI, or
 * one without. Elsewhere firmware does it (PSCI, SBI). */
#include "guest-init/sys/power.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/sysfs_dir.h"

#if defined(__x86_64__) || defined(__i386__)
#define ONLY_ACPI_POWERS_OFF true
#else
#define ONLY_ACPI_POWERS_OFF false
#endif

#define ACPI_TABLES "firmware/acpi/tables"
#define MAX_TABLE (1u << 20) /* bytes */

/* Whether a table, which is byte code with names as they are, has the name. */
static bool has_s5(int dir_fd, const char *name)
{
	auto_close int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
	auto_free char *table = NULL;
	size_t used = 0;
	ssize_t n = 0;

	if (fd >= 0)
		table = malloc(MAX_TABLE);
	while (table && used < MAX_TABLE && (n = read(fd, table + used, MAX_TABLE - used)) > 0)
		used += (size_t)n;
	return table && memmem(table, used, "_S5_", strlen("_S5_"));
}

/* The workload can have unmounted /sys, or kept it from being moved back. */
static bool acpi_can_power_off(void)
{
	DIR *dir = sysfs_dir_open(ACPI_TABLES);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		if (!strcmp(entry->d_name, "DSDT") || !strncmp(entry->d_name, "SSDT", 4))
			found = has_s5(dirfd(dir), entry->d_name);
	if (dir)
		closedir(dir);
	return found;
}

void power_restart(void)
{
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

void power_off(void)
{
	if (!ONLY_ACPI_POWERS_OFF || acpi_can_power_off())
		reboot(RB_POWER_OFF);
	power_restart();
}

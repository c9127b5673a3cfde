/* main.c - the boot order, and the loop that runs it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/clock.h"
#include "guest-init/log.h"
#include "guest-init/supervise/shutdown.h"
#include "guest-init/supervise/supervise.h"

enum on_failure {
	FAIL_END,  /* the boot is over */
	FAIL_NOTE, /* the log and the end record say so, and the boot goes on */
};

static const struct phase {
	const char *name;
	phase_function *run;
	enum on_failure on_failure;
} phases[] = {
	{ "mounts", phase_mounts, FAIL_END },
	{ "console", phase_console, FAIL_NOTE },
	{ "modules", phase_modules, FAIL_NOTE },
	{ "config", phase_config, FAIL_END },
	{ "devices", phase_devices, FAIL_END },
	{ "root", phase_root, FAIL_END },
	{ "volumes", phase_volumes, FAIL_END },
	{ "network", phase_network, FAIL_NOTE },
	{ "names", phase_names, FAIL_NOTE },
	{ "switch", phase_switch, FAIL_END },
	{ "run", phase_run, FAIL_END },
};

static int run_phases(struct boot *b)
{
	for (const struct phase *p = phases; p < phases + ARRAY_SIZE(phases); p++) {
		uint64_t start_us = clock_boottime_us();
		struct error e = ERROR_INIT;
		int r;

		log_set_phase(p->name);
		r = p->run(b, &e);
		record_phase(&b->record, p->name, start_us, clock_boottime_us());
		if (r < 0 && p->on_failure == FAIL_END) {
			log_error("%s", e.text);
			record_failed(&b->record, p->name, e.text);
			return r;
		}
		if (r < 0)
			boot_warn(b, &e);
	}
	return 0;
}

static void run_workload(struct boot *b, const sigset_t *signals)
{
	struct error e = ERROR_INIT;

	record_running(&b->record);
	if (record_write(&b->record, &e) < 0)
		log_error("%s, ignoring", e.text);
	if (supervise(b, signals, &e) < 0) {
		log_error("%s", e.text);
		record_failed(&b->record, log_phase(), e.text);
	}
}

/* What init does to a machine that isn't its own can't be made good: it mounts disks by their
 * place and powers off. Only PID 1 of an initramfs is at home. */
static bool is_at_home(void)
{
	struct statfs fs;

	return getpid() == 1 && statfs("/", &fs) == 0 &&
	       (fs.f_type == RAMFS_MAGIC || fs.f_type == TMPFS_MAGIC);
}

/* 0, 1 and 2 stay taken, so that no file of ours becomes somebody's standard output. */
static void reserve_standard_descriptors(void)
{
	int fd;

	do {
		fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(void)
{
	static struct boot b = BOOT_INIT;
	sigset_t all;

	if (!is_at_home()) {
		fputs("init: runs only as PID 1 in an initramfs\n", stderr);
		return 1;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	reboot(RB_DISABLE_CAD); /* Ctrl-Alt-Del becomes a SIGINT for us */
	reserve_standard_descriptors();
	log_open(); /* the initramfs has a console already: a failure to mount /dev can be told */
	if (record_init(&b.record) == 0 && run_phases(&b) == 0)
		run_workload(&b, &all);
	shutdown_machine(&b);
}

/* main.c - the boot order, and the loop that runs it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/buttons.h"
#include "guest-init/debug_shell.h"
#include "guest-init/exitrd.h"
#include "guest-init/handover.h"
#include "guest-init/log.h"
#include "guest-init/supervise/shutdown.h"
#include "guest-init/supervise/supervise.h"
#include "guest-init/sys/clock.h"

enum on_failure {
	FAIL_END,  /* the boot is over */
	FAIL_NOTE, /* the log and the end record say so, and the boot goes on */
};

static bool runs_workload(const struct vmconfig *c)
{
	return c->init_mode == INIT_EXEC;
}

static bool hands_over(const struct vmconfig *c)
{
	return c->init_mode == INIT_SYSTEMD;
}

static bool wants_gpu(const struct vmconfig *c)
{
	return c->has_gpu;
}

static bool shows_kernel(const struct vmconfig *c)
{
	return !c->skip_kernel_headers;
}

static bool has_sysctls(const struct vmconfig *c)
{
	return c->sysctls.count > 0;
}

static bool has_agent(const struct vmconfig *c)
{
	return !c->skip_guest_agent;
}

static const struct phase {
	const char *name;
	phase_function *run;
	enum on_failure on_failure;
	bool (*wanted)(const struct vmconfig *c); /* NULL: always */
} phases[] = {
	{ "mounts", phase_mounts, FAIL_END, NULL },
	{ "console", phase_console, FAIL_NOTE, NULL },
	{ "modules", phase_modules, FAIL_NOTE, NULL },
	{ "config", phase_config, FAIL_END, NULL },
	{ "gpu", phase_gpu, FAIL_NOTE, wants_gpu },
	{ "devices", phase_devices, FAIL_END, NULL },
	{ "root", phase_root, FAIL_END, NULL },
	{ "volumes", phase_volumes, FAIL_END, NULL },
	{ "network", phase_network, FAIL_NOTE, NULL },
	{ "names", phase_names, FAIL_NOTE, NULL },
	{ "files", phase_files, FAIL_END, NULL }, /* what the config wants there wins */
	{ "kernel", phase_kernel, FAIL_NOTE, shows_kernel },
	{ "switch", phase_switch, FAIL_END, NULL },
	{ "sysctls", phase_sysctls, FAIL_NOTE, has_sysctls },
	{ "agent", phase_agent, FAIL_NOTE, has_agent },
	{ "run", phase_run, FAIL_END, runs_workload },
	{ "handover", phase_handover, FAIL_END, hands_over },
};

static int run_phases(struct boot *b)
{
	for (const struct phase *p = phases; p < phases + ARRAY_SIZE(phases); p++) {
		uint64_t start_us = clock_boottime_us(), end_us;
		struct error e = ERROR_INIT;
		int r;

		if (p->wanted && !p->wanted(&b->config))
			continue;
		log_set_phase(p->name);
		log_open(); /* the console may be a device that has just appeared */
		r = p->run(b, &e);
		end_us = clock_boottime_us();
		record_phase(&b->record, p->name, start_us, end_us);
		log_info("%s after %u.%06u s, took %u us", r < 0 ? "failed" : "done",
			 (unsigned)(end_us / US_PER_S), (unsigned)(end_us % US_PER_S),
			 (unsigned)(end_us - start_us));
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

static void run_workload(struct boot *b)
{
	struct error e = ERROR_INIT;
	int r;

	record_running(&b->record);
	record_send(&b->record);
	if (record_write(&b->record, &e) < 0)
		log_error("%s, ignoring", e.text);
	buttons_watch(b);
	r = hands_over(&b->config) ? handover_exec(b, &e) : supervise(b, &e);
	if (r < 0) {
		log_error("%s", e.text);
		record_failed(&b->record, log_phase(), e.text);
	}
}

/* What init does to a machine that isn't its own can't be undone: it mounts disks by their place
 * and powers off. Only PID 1 of an initramfs is at home. */
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

int main(int argc, char **argv)
{
	static struct boot b = BOOT_INIT;
	sigset_t all;

	if (!is_at_home()) {
		fputs("init: runs only as PID 1 in an initramfs\n", stderr);
		return 1;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	if (argc > 1 && exitrd_is_called(argv))
		exitrd_run(argv);
	reboot(RB_DISABLE_CAD); /* Ctrl-Alt-Del becomes a SIGINT for us */
	reserve_standard_descriptors();
	if (record_init(&b.record) == 0 && run_phases(&b) == 0)
		run_workload(&b);
	debug_shell(&b);
	shutdown_machine(&b);
}

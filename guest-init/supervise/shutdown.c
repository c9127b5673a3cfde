/* shutdown.c - the end: kill and unmount everything, write the record, power off. */
#include "guest-init/supervise/shutdown.h"

#include <unistd.h>

#include "guest-init/end_guard.h"
#include "guest-init/end_processes.h"
#include "guest-init/log.h"
#include "guest-init/supervise/events.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/power.h"
#include "guest-init/sys/switch_root.h"
#include "guest-init/sys/unmount.h"

static void leave_root(struct boot *b)
{
	struct error e = ERROR_INIT;

	/* They would keep the root and the cgroups busy. */
	if (b->root_fd >= 0)
		close(b->root_fd);
	launch_release(&b->launch);
	if (b->switched && switch_root_back(b->initramfs_fd, BOOT_ROOT_NAME, &e) < 0)
		log_error("%s", e.text);
}

static void unmount(struct boot *b)
{
	struct error e = ERROR_INIT, lost = ERROR_INIT;

	if (unmount_all(clock_monotonic_ns() + UNMOUNT_MAX_S * NS_PER_S, &lost, &e) < 0)
		log_error("%s", e.text);
	if (*lost.text) {
		log_error("%s", lost.text);
		record_warning(&b->record, lost.text);
	}
}

/* Nothing runs any more; the VM stays until it is asked to go. */
static void hold(const struct power_buttons *buttons)
{
	struct events events;
	struct error e = ERROR_INIT;
	bool asked = false;

	if (events_open(&events, buttons, NULL, &e) < 0)
		return;
	log_info("holding the VM until it is asked to end");
	while (!asked) {
		struct signalfd_siginfo infos[EVENTS_MAX_SIGNALS];
		int happened = events_wait(&events, false, 0, &e);
		int n = happened < 0 ? happened : events_take_signals(&events, infos, &e);

		asked = n < 0 || happened & EVENT_POWER_BUTTON;
		for (int i = 0; i < n; i++)
			asked = asked || events_is_stop((int)infos[i].ssi_signo);
	}
}

/* on_exit is about the workload's end: a boot that failed would only fail again. */
static void __attribute__((noreturn)) end(const struct boot *b)
{
	if (b->record.content.state == END_EXITED && b->config.on_exit == ON_EXIT_REBOOT)
		power_restart();
	if (b->record.content.state == END_EXITED && b->config.on_exit == ON_EXIT_HOLD)
		hold(&b->buttons);
	power_off();
}

static void tell(struct boot *b)
{
	struct error e = ERROR_INIT;

	if (b->record.content.state == END_FAILED) /* another end was sent when it happened */
		record_send(&b->record);
	if (record_write(&b->record, &e) < 0)
		log_error("%s, ignoring", e.text);
}

static void tell_of_hang(void *data)
{
	struct boot *b = data;

	record_warning(&b->record, END_GUARD_HANGS);
	tell(b);
}

static void end_hung(void *data)
{
	end(data);
}

void shutdown_machine(struct boot *b)
{
	const struct end_guard guard = {
		boot_seconds(b, "patience", END_GUARD_PATIENCE_S), tell_of_hang, end_hung, b,
	};
	pid_t pid;

	log_set_phase("shutdown");
	end_processes();
	leave_root(b);
	pid = end_guard_start(&guard);
	unmount(b);
	tell(b);
	sync();
	end_guard_stop(pid);
	end(b);
}

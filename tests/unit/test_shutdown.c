/* test_shutdown.c - the end of a VM: in which order, how long it waits, and what it ends in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/end_guard.h"
#include "guest-init/log.h"
#include "guest-init/supervise/events.h"
#include "guest-init/supervise/shutdown.h"
#include "guest-init/sys/clock.h"
#include "guest-init/sys/power.h"
#include "guest-init/sys/switch_root.h"
#include "guest-init/sys/unmount.h"

#define MAX_EVENTS 3

/* What the kernel, and the rest of /init, would do. The linker puts the functions below in their
 * place. */
struct scenario {
	const char *name;
	bool switched;
	enum end_state state;
	enum on_exit on_exit;
	unsigned children; /* that are left to die, one after the other */
	unsigned dying_s;  /* how long each takes */
	const char *lost;
	bool hangs;
	int events[MAX_EVENTS]; /* while the VM is held: signals, or BUTTON */
	const char *calls;
};
#define BUTTON (-1)

static struct scenario scene;
static unsigned ended, taken_events;
static bool has_looked; /* for children that have ended, and not waited since */
static time_t clock_s;
static char calls[256];
static jmp_buf end_of_vm;

static void note(const char *what)
{
	size_t used = strlen(calls);

	snprintf(calls + used, sizeof(calls) - used, "%s%s", used ? " " : "", what);
}

int __wrap_kill(pid_t pid, int number);
int __wrap_kill(pid_t pid, int number)
{
	assert_int_equal(pid, -1);
	assert_int_equal(number, SIGKILL);
	note("kill");
	return 0;
}

pid_t __wrap_waitpid(pid_t pid, int *status, int options);
pid_t __wrap_waitpid(pid_t pid, int *status, int options)
{
	assert_true(pid == -1 && !status && options == WNOHANG);
	if (ended) {
		ended--;
		return 2;
	}
	assert_false(has_looked);
	has_looked = true;
	errno = ECHILD;
	return scene.children ? 0 : -1;
}

int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *left);
int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *left)
{
	assert_true(sigismember(set, SIGCHLD) && !info);
	assert_true(left->tv_sec > 0 || left->tv_nsec > 0);
	note("wait");
	has_looked = false;
	errno = EAGAIN;
	if (left->tv_sec < (time_t)scene.dying_s) {
		clock_s += left->tv_sec;
		return -1;
	}
	clock_s += scene.dying_s;
	scene.children--;
	ended++;
	return SIGCHLD;
}

int __wrap_clock_gettime(clockid_t id, struct timespec *ret);
int __wrap_clock_gettime(clockid_t id, struct timespec *ret)
{
	assert_int_equal(id, CLOCK_MONOTONIC);
	*ret = (struct timespec){ .tv_sec = clock_s };
	return 0;
}

int __wrap_switch_root_back(int initramfs_fd, const char *name, struct error *e);
int __wrap_switch_root_back(int initramfs_fd, const char *name, struct error *e)
{
	(void)initramfs_fd;
	(void)e;
	assert_string_equal(name, BOOT_ROOT_NAME);
	note("back");
	return 0;
}

unsigned __wrap_boot_seconds(const struct boot *b, const char *key, unsigned def);
unsigned __wrap_boot_seconds(const struct boot *b, const char *key, unsigned def)
{
	(void)b;
	assert_string_equal(key, "patience");
	return def;
}

/* PID 1 hangs in unmount_all(): that is, the guard goes on in its place. */
pid_t __wrap_end_guard_start(const struct end_guard *g);
pid_t __wrap_end_guard_start(const struct end_guard *g)
{
	assert_int_equal(g->patience_s, END_GUARD_PATIENCE_S);
	note("guard");
	if (scene.hangs) {
		g->tell(g->data);
		g->end(g->data);
	}
	return 7;
}

void __wrap_end_guard_stop(pid_t guard);
void __wrap_end_guard_stop(pid_t guard)
{
	assert_int_equal(guard, 7);
	note("unguard");
}

void __wrap_launch_release(struct launch *l);
void __wrap_launch_release(struct launch *l)
{
	(void)l;
	note("release");
}

int __wrap_unmount_all(uint64_t deadline_ns, struct error *lost, struct error *e);
int __wrap_unmount_all(uint64_t deadline_ns, struct error *lost, struct error *e)
{
	(void)e;
	assert_true(deadline_ns == ((uint64_t)clock_s + UNMOUNT_MAX_S) * NS_PER_S);
	note("unmount");
	if (scene.lost)
		error_set(lost, EIO, "%s", scene.lost);
	return 0;
}

void __wrap_record_warning(struct record *r, const char *text);
void __wrap_record_warning(struct record *r, const char *text)
{
	(void)r;
	assert_string_equal(text, scene.hangs ? END_GUARD_HANGS : scene.lost);
	note("warn");
}

void __wrap_record_send(struct record *r);
void __wrap_record_send(struct record *r)
{
	(void)r;
	note("send");
}

int __wrap_record_write(const struct record *r, struct error *e);
int __wrap_record_write(const struct record *r, struct error *e)
{
	(void)r;
	(void)e;
	note("write");
	return 0;
}

void __wrap_sync(void);
void __wrap_sync(void)
{
	note("sync");
}

int __wrap_events_open(struct events *ret, const struct power_buttons *buttons,
		       const struct boot *boot, struct error *e);
int __wrap_events_open(struct events *ret, const struct power_buttons *buttons,
		       const struct boot *boot, struct error *e)
{
	(void)ret;
	(void)buttons;
	(void)e;
	assert_null(boot);
	return 0;
}

int __wrap_events_wait(const struct events *events, bool for_children, uint64_t deadline_ns,
		       struct error *e);
int __wrap_events_wait(const struct events *events, bool for_children, uint64_t deadline_ns,
		       struct error *e)
{
	(void)events;
	(void)e;
	assert_true(!for_children && !deadline_ns && taken_events < MAX_EVENTS);
	note("hold");
	return scene.events[taken_events] == BUTTON ? EVENT_POWER_BUTTON : EVENT_SIGNAL;
}

int __wrap_events_take_signals(const struct events *events, struct signalfd_siginfo ret[static 1],
			       struct error *e);
int __wrap_events_take_signals(const struct events *events, struct signalfd_siginfo ret[static 1],
			       struct error *e)
{
	int number = scene.events[taken_events++];

	(void)events;
	(void)e;
	ret[0] = (struct signalfd_siginfo){ .ssi_signo = (uint32_t)number };
	return number == BUTTON ? 0 : 1;
}

bool __wrap_events_is_stop(int number);
bool __wrap_events_is_stop(int number)
{
	return number == SIGTERM;
}

void __wrap_power_off(void) __attribute__((noreturn));
void __wrap_power_off(void)
{
	note("off");
	longjmp(end_of_vm, 1);
}

void __wrap_power_restart(void) __attribute__((noreturn));
void __wrap_power_restart(void)
{
	note("restart");
	longjmp(end_of_vm, 1);
}

void __wrap_log_set_phase(const char *phase);
void __wrap_log_set_phase(const char *phase)
{
	assert_string_equal(phase, "shutdown");
}

void __wrap_log_write(enum log_level level, const char *fmt, ...);
void __wrap_log_write(enum log_level level, const char *fmt, ...)
{
	(void)level;
	(void)fmt;
}

static const struct scenario scenarios[] = {
	{
		.name = "nobody is left, and the initramfs was never left",
		.state = END_EXITED,
		.calls = "kill release guard unmount write sync unguard off",
	}, {
		.name = "who is left is waited for before their files are unmounted",
		.switched = true, .state = END_EXITED, .children = 3,
		.calls = "kill wait wait wait release back guard unmount write sync unguard off",
	}, {
		.name = "slow ones together have as long as one",
		.switched = true, .state = END_EXITED, .children = 9, .dying_s = 1,
		.calls = "kill wait wait release back guard unmount write sync unguard off",
	}, {
		.name = "one that can't be killed",
		.switched = true, .state = END_EXITED, .children = 1, .dying_s = 1000,
		.calls = "kill wait release back guard unmount write sync unguard off",
	}, {
		.name = "what is lost becomes part of the record",
		.switched = true, .state = END_EXITED,
		.lost = "what was written last to /data is lost",
		.calls = "kill release back guard unmount warn write sync unguard off",
	}, {
		.name = "a disk that hangs doesn't keep the VM, and the record says so",
		.switched = true, .state = END_EXITED, .hangs = true,
		.calls = "kill release back guard warn write off",
	}, {
		.name = "a boot that failed is told, and not tried again",
		.state = END_FAILED, .on_exit = ON_EXIT_REBOOT,
		.calls = "kill release guard unmount send write sync unguard off",
	}, {
		.name = "nor is the VM held for it",
		.state = END_FAILED, .on_exit = ON_EXIT_HOLD,
		.calls = "kill release guard unmount send write sync unguard off",
	}, {
		.name = "reboot",
		.switched = true, .state = END_EXITED, .on_exit = ON_EXIT_REBOOT,
		.calls = "kill release back guard unmount write sync unguard restart",
	}, {
		.name = "hold until a signal asks",
		.switched = true, .state = END_EXITED, .on_exit = ON_EXIT_HOLD,
		.events = { SIGHUP, SIGUSR1, SIGTERM },
		.calls = "kill release back guard unmount write sync unguard hold hold hold off",
	}, {
		.name = "hold until the button asks",
		.switched = true, .state = END_EXITED, .on_exit = ON_EXIT_HOLD,
		.events = { BUTTON },
		.calls = "kill release back guard unmount write sync unguard hold off",
	},
};

static void test_scenario(void **state)
{
	static struct boot b;

	scene = *(const struct scenario *)*state;
	ended = taken_events = 0;
	has_looked = false;
	clock_s = 1;
	calls[0] = '\0';
	b = (struct boot)BOOT_INIT;
	b.switched = scene.switched;
	b.record.content.state = scene.state;
	b.config.on_exit = scene.on_exit;
	if (!setjmp(end_of_vm))
		shutdown_machine(&b);
	assert_string_equal(calls, ((const struct scenario *)*state)->calls);
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(scenarios)];

	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++)
		tests[i] = (struct CMUnitTest){ scenarios[i].name, test_scenario, NULL, NULL,
						(void *)&scenarios[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

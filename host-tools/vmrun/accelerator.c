/* accelerator.c - whether this machine's KVM runs guests. */
#include "host-tools/vmrun/accelerator.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "common/cleanup.h"
#include "host-tools/lib/atomic_file.h"
#include "host-tools/lib/retry.h"
#include "host-tools/lib/shell.h"
#include "host-tools/vmrun/child.h"
#include "host-tools/vmrun/clock.h"
#include "host-tools/vmrun/tail.h"

#define PROBE_TIMEOUT_US (5 * US_PER_S)
#define PROBE_MEMORY_MIB 256
#define SIGN_OF_LIFE "guest-init: " /* it finds no config, and says so */
#define BOOT_ID_LENGTH 36
#define NOTE_SIZE (BOOT_ID_LENGTH + sizeof(" kvm")) /* with its NUL */

static const char *const accelerators[] = { "kvm", "tcg" };

static bool is_kvm_there(const struct machine *machine)
{
	struct utsname name;
	auto_close int fd = RETRY(open("/dev/kvm", O_RDWR | O_CLOEXEC));

	return fd >= 0 && uname(&name) == 0 && !strcmp(name.machine, machine->arch);
}

/* The directory and the name of the note. */
static int note_path(char **ret_dir, char **ret_path)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	auto_free char *dir = NULL;
	int r;

	if (cache && *cache == '/')
		r = asprintf(&dir, "%s/guest-init", cache);
	else if (home && *home == '/')
		r = asprintf(&dir, "%s/.cache/guest-init", home);
	else
		return -ENOENT;
	if (r < 0 || asprintf(ret_path, "%s/accelerator", dir) < 0) {
		dir = r < 0 ? NULL : dir;
		return -ENOMEM;
	}
	*ret_dir = take_ptr(dir);
	return 0;
}

/* The note that says word: for this boot of the machine, after which KVM may be another. */
static int make_note(const char *word, char ret[static NOTE_SIZE])
{
	auto_close int fd = RETRY(open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
	char id[BOOT_ID_LENGTH + 1] = "";

	if (fd < 0 || read(fd, id, BOOT_ID_LENGTH) != BOOT_ID_LENGTH)
		return -ENOENT;
	snprintf(ret, NOTE_SIZE, "%s %s", id, word);
	return 0;
}

/* What the note says; NULL: nothing of this boot, or it isn't ours. */
static const char *read_note(void)
{
	auto_free char *dir = NULL, *path = NULL;
	auto_close int fd = -EBADF;
	char note[NOTE_SIZE] = "", wanted[NOTE_SIZE];
	struct stat st;

	if (note_path(&dir, &path) < 0)
		return NULL;
	fd = RETRY(open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 022) || read(fd, note, sizeof(note) - 1) < 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(accelerators); i++)
		if (make_note(accelerators[i], wanted) == 0 && !strcmp(note, wanted))
			return accelerators[i];
	return NULL;
}

/* Where it can't be kept the next run probes again. */
static void write_note(const char *word)
{
	auto_free char *dir = NULL, *path = NULL, *parent = NULL;
	char note[NOTE_SIZE], *slash;

	if (note_path(&dir, &path) < 0 || make_note(word, note) < 0)
		return;
	parent = strdup(dir);
	slash = parent ? strrchr(parent, '/') : NULL;
	if (slash && slash > parent) {
		*slash = '\0';
		mkdir(parent, 0700);
	}
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		atomic_file_write(path, note, strlen(note), 0, NULL);
}

static int make_argv(const struct machine *machine, const char *kernel, const char *initrd,
		     struct strv *ret, struct error *e)
{
	const struct host host = {
		.kernel = (char *)kernel, .initrd = (char *)initrd, .vcpus = 1,
		.memory_mib = PROBE_MEMORY_MIB, .console.mode = CONSOLE_TTY,
	};
	const struct vm vm = { .host = &host };
	char cmdline[128];
	const struct render render = { .vm = &vm, .machine = machine, .accel = "kvm",
				       .cmdline = cmdline };
	cJSON *definition;
	int r;

	snprintf(cmdline, sizeof(cmdline), "console=%s panic=-1 quiet guest_init.timeout=0",
		 machine->console);
	r = target_definition(&target_qemu, &render, &definition, e);
	if (r < 0)
		return r;
	r = shell_argv(definition, ret, e);
	cJSON_Delete(definition);
	return r;
}

/* Whether the guest lives. Returns 1, 0, or -EINTR. */
static int watch(int console_fd, struct signals *signals)
{
	const uint64_t deadline_us = clock_us() + PROBE_TIMEOUT_US;
	struct tail tail = TAIL_INIT;

	for (;;) {
		uint64_t now = clock_us();
		struct pollfd fds[] = {
			{ .fd = console_fd, .events = POLLIN },
			{ .fd = signals->fd, .events = POLLIN },
		};
		int more;

		if (now >= deadline_us)
			return 0;
		poll(fds, ARRAY_SIZE(fds), (int)((deadline_us - now) / US_PER_MS) + 1);
		signals_take(signals);
		if (signals->stop)
			return -EINTR;
		more = tail_read(&tail, console_fd);
		if (memmem(tail.bytes, tail.used, SIGN_OF_LIFE, strlen(SIGN_OF_LIFE)))
			return 1;
		if (!more)
			return 0;
	}
}

/* Returns 1: it works, 0: it doesn't, or a negative errno. */
static int probe(char *const *argv, struct signals *signals, struct error *e)
{
	auto_close int read_fd = -EBADF;
	struct child qemu = CHILD_INIT;
	int r = child_start_heard(argv, STDOUT_FILENO, &qemu, &read_fd, e);

	if (r < 0)
		return r;
	r = watch(read_fd, signals);
	child_kill(&qemu);
	return r < 0 ? error_set(e, -r, "ended by a signal") : r;
}

static int probe_kvm(const struct machine *machine, const char *kernel, const char *initrd,
		     struct signals *signals, struct error *e)
{
	struct strv argv = { 0 };
	int r = make_argv(machine, kernel, initrd, &argv, e);

	if (r == 0)
		r = child_resolve(&argv, e);
	if (r == 0)
		r = probe(argv.items, signals, e);
	strv_release(&argv);
	return r;
}

int accelerator_choose(const struct machine *machine, const char *kernel, const char *initrd,
		       struct signals *signals, const char **ret, struct error *e)
{
	const char *word = "tcg";
	int r;

	if (is_kvm_there(machine)) {
		const char *noted = read_note();

		r = noted ? 0 : probe_kvm(machine, kernel, initrd, signals, e);
		if (r < 0)
			return r;
		word = noted ? noted : r ? "kvm" : "tcg";
		if (!noted)
			write_note(word);
	}
	*ret = word;
	return 0;
}

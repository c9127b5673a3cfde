/* fuzz_modules.c - any list of modules: what is loaded are files of the list's own directory.
 *
 * openat(2) and finit_module(2) are stood in for (-Wl,--wrap): a module whose name begins with 'a'
 * is absent, one with 'b' is broken, one with 'n' drives what isn't there. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/modules.h"
#include "tests/fuzz/input.h"

#define DIR_FD 1000 /* never used as one */
#define CMDLINE "quiet virtio.a=1 x.b=\"2 3\" broken.c" /* parameters for some */

int __wrap_openat(int dir_fd, const char *name, int flags, ...);
long __wrap_syscall(long number, ...);
int __real_openat(int dir_fd, const char *name, int flags, ...);

static struct {
	const uint8_t *list;
	size_t size;
	char opened; /* the first letter of the module that was opened last */
	unsigned failed;
} kernel;

static int open_list(void)
{
	int fd = memfd_create("list", MFD_CLOEXEC);

	assert(fd >= 0 && write(fd, kernel.list, kernel.size) == (ssize_t)kernel.size);
	assert(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

int __wrap_openat(int dir_fd, const char *name, int flags, ...)
{
	assert(dir_fd == DIR_FD && (flags & O_CLOEXEC));
	if (!strcmp(name, "test.list"))
		return open_list();
	assert(!strchr(name, '/') && strcmp(name, "..") && strcmp(name, "."));
	assert(flags & O_NOFOLLOW);
	kernel.opened = name[0];
	if (name[0] != 'a')
		return __real_openat(AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC);
	kernel.failed++;
	errno = ENOENT;
	return -1;
}

long __wrap_syscall(long number, ...)
{
	assert(number == SYS_finit_module);
	errno = kernel.opened == 'n' ? ENODEV : kernel.opened == 'b' ? ENOEXEC : 0;
	kernel.failed += errno == ENOEXEC;
	return errno ? -1 : 0;
}

static void check_error(int r, const struct error *e)
{
	assert((r < 0) == (e->text[0] != '\0') && !strpbrk(e->text, "\n\r\033"));
	assert(r < 0 || !kernel.failed);
}

static void load_now(void)
{
	struct error e = ERROR_INIT;

	check_error(modules_load(DIR_FD, "test", CMDLINE, &e), &e);
}

static void load_later(void)
{
	struct held_modules held = { .count = 0 };
	struct error e = ERROR_INIT;
	int r = modules_hold(DIR_FD, "test", &held, &e);

	check_error(r, &e);
	assert(r == 0 ? held.count <= MODULES_MAX_HELD : !held.count);
	e = (struct error)ERROR_INIT;
	kernel.failed = 0;
	check_error(modules_load_held(&held, CMDLINE, &e), &e);
	assert(!held.count);
}

/* The lowest one that is free: it tells whether any was left open. */
static int next_fd(void)
{
	auto_close int fd = dup(STDERR_FILENO);

	assert(fd >= 0);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int before = next_fd();

	kernel.list = data;
	kernel.size = size;
	kernel.failed = 0;
	load_now();
	kernel.failed = 0;
	load_later();
	assert(next_fd() == before);
	return 0;
}

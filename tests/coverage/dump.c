/* dump.c - let an instrumented /init say what has run in it, wherever it ends.
 *
 * /init has no libgcov of its own C library and, at its end, no file to write to. What gcov
 * counted goes out by QEMU's debug console: a port of the machine that needs no driver and no node.
 * A record is "gcda", the lengths of name and data (32 bits, little-endian), the name, the data. */
#include <errno.h>
#include <gcov.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/io.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define PORT 0xe9
#define MAX_NAME 512u
#define MAX_DATA (256u << 10)

/* One for each source file; the linker collects them into a section and gives that its bounds. */
extern const struct gcov_info *const __start_gcov_info[], *const __stop_gcov_info[];

static char name[MAX_NAME], data[MAX_DATA];
static uint32_t lengths[2]; /* of both */

static void append(char *to, size_t room, uint32_t *len, const void *bytes, size_t n)
{
	if (n > room - *len)
		return;
	memcpy(to + *len, bytes, n);
	*len += (uint32_t)n;
}

static void take_name(const char *file, void *arg)
{
	(void)arg;
	append(name, sizeof(name), &lengths[0], file, strlen(file));
}

static void take_data(const void *bytes, unsigned n, void *arg)
{
	(void)arg;
	append(data, sizeof(data), &lengths[1], bytes, n);
}

static void *allocate(unsigned n, void *arg)
{
	(void)arg;
	(void)n;
	return NULL; /* for lists of values, which aren't counted */
}

static void send(const void *bytes, size_t n)
{
	__asm__ volatile("rep outsb" : "+S"(bytes), "+c"(n) : "d"((uint16_t)PORT) : "memory");
}

static void dump(void)
{
	int saved = errno;

	for (const struct gcov_info *const *i = __start_gcov_info; i < __stop_gcov_info; i++) {
		memset(lengths, 0, sizeof(lengths));
		__gcov_info_to_gcda(*i, take_name, take_data, allocate, NULL);
		send("gcda", 4);
		send(lengths, sizeof(lengths));
		send(name, lengths[0]);
		send(data, lengths[1]);
	}
	errno = saved;
}

/* Before a workload's user or capabilities: children inherit it. */
__attribute__((constructor)) static void open_port(void)
{
	ioperm(PORT, 1, 1);
}

/* libgcov's for merging files. There are none. */
void __gcov_merge_add(int64_t *counters, unsigned n);
void __gcov_merge_add(int64_t *counters, unsigned n)
{
	(void)counters;
	(void)n;
}

/* What the linker puts before the C library's: the ways out of the program. */
int __real_reboot(int command);
int __wrap_reboot(int command);
int __wrap_reboot(int command)
{
	if (command != RB_DISABLE_CAD)
		dump();
	return __real_reboot(command);
}

int __real_execve(const char *path, char *const *argv, char *const *envp);
int __wrap_execve(const char *path, char *const *argv, char *const *envp);
int __wrap_execve(const char *path, char *const *argv, char *const *envp)
{
	dump();
	return __real_execve(path, argv, envp);
}

_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
_Noreturn void __wrap__exit(int status)
{
	dump();
	__real__exit(status);
}

long __real_syscall(long number, long a, long b, long c, long d, long e, long f);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	long args[6];
	va_list ap;

	va_start(ap, number);
	for (size_t i = 0; i < sizeof(args) / sizeof(args[0]); i++)
		args[i] = va_arg(ap, long);
	va_end(ap);
	if (number == SYS_execveat)
		dump();
	return __real_syscall(number, args[0], args[1], args[2], args[3], args[4], args[5]);
}

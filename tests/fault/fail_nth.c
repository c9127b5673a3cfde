/* fail_nth.c - preloaded into a tool: its Nth allocation fails, once.
 *
 * FAULT_ALLOCATION=N says which; 0 fails none. At its end the tool writes how many there were into
 * the file FAULT_COUNT. One failure only, so that mistakes of the clean-up show as well.
 * With FAULT_GROWTH only those count for which the heap would have to grow beyond what it once was:
 * what a tool has set aside for a library can't fail it. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* glibc's own allocator, behind the names that are taken over here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *p);

static unsigned long counted, fails_at;
static bool growth_only;
static size_t used, most_used; /* bytes */

static bool fails(size_t size)
{
	if (growth_only && used + size <= most_used)
		return false;
	if (++counted != fails_at)
		return false;
	errno = ENOMEM;
	return true;
}

static void *counted_in(void *p)
{
	used += p ? malloc_usable_size(p) : 0;
	most_used = used > most_used ? used : most_used;
	return p;
}

static void counted_out(void *p)
{
	size_t size = p ? malloc_usable_size(p) : 0;

	used -= size < used ? size : used; /* it may be older than our count */
}

void *malloc(size_t size)
{
	return fails(size) ? NULL : counted_in(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return fails(count * size) ? NULL : counted_in(__libc_calloc(count, size));
}

void *realloc(void *p, size_t size)
{
	void *q;

	if (fails(size))
		return NULL;
	counted_out(p);
	q = __libc_realloc(p, size);
	counted_in(q ? q : p);
	return q;
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
	void *p = fails(size) ? NULL : counted_in(__libc_memalign(alignment, size));

	if (!p)
		return ENOMEM;
	*ret = p;
	return 0;
}

void free(void *p)
{
	counted_out(p);
	__libc_free(p);
}

/* What the loader and the libraries allocated before is not the tool's. */
__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("FAULT_ALLOCATION");

	fails_at = text ? strtoul(text, NULL, 10) : 0;
	growth_only = getenv("FAULT_GROWTH");
	counted = 0;
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("FAULT_COUNT");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

	if (fd >= 0) {
		dprintf(fd, "%lu\n", counted);
		close(fd);
	}
}

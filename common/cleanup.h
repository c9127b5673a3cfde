/* cleanup.h - release at the end of a scope, and hand over what must outlive it. */
#pragma once
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_fclose(FILE **f)
{
	if (*f)
		fclose(*f);
}

/* For variables initialised where they are declared: NULL, and -EBADF for descriptors. */
#define auto_free __attribute__((cleanup(cleanup_free)))
#define auto_close __attribute__((cleanup(cleanup_close)))
#define auto_fclose __attribute__((cleanup(cleanup_fclose)))

/* The value of p, whose owner is now the caller; p is empty afterwards. */
#define take_ptr(p)                  \
	({                           \
		__auto_type p_ = (p); \
		(p) = NULL;          \
		p_;                  \
	})
#define take_fd(fd)          \
	({                   \
		int fd_ = (fd); \
		(fd) = -EBADF; \
		fd_;         \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

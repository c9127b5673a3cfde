/* retry.h - repeat a system call that a signal interrupted. */
#pragma once
#include <errno.h>

/* The value of call, which is made again as long as it fails with EINTR. Not for close(): the
 * descriptor is gone, whatever it says. */
#define RETRY(call) \
	({ \
		typeof(call) retry_r_; \
		do \
			retry_r_ = (call); \
		while (retry_r_ < 0 && errno == EINTR); \
		retry_r_; \
	})

/* clock.h - the clocks that /init reads. */
#pragma once
#include <stdint.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_US UINT64_C(1000)
#define US_PER_S UINT64_C(1000000)
#define NS_PER_MS UINT64_C(1000000)

static inline uint64_t clock_ns(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now); /* fails for unknown clocks only */
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* For deadlines. */
static inline uint64_t clock_monotonic_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

/* Since the kernel's start; for the record. */
static inline uint64_t clock_boottime_us(void)
{
	return clock_ns(CLOCK_BOOTTIME) / NS_PER_US;
}

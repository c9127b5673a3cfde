/* clock.h - the kernel's clocks, in one unit. */
#pragma once
#include <stdint.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_US UINT64_C(1000)
#define US_PER_S UINT64_C(1000000)
#define NS_PER_MS UINT64_C(1000000)

/* What the clock shows, in nanoseconds. */
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

/* How long it is from now to the deadline, for system calls that wait; 0 when it has passed. */
static inline struct timespec clock_left(uint64_t now_ns, uint64_t deadline_ns)
{
	uint64_t left = deadline_ns > now_ns ? deadline_ns - now_ns : 0;

	return (struct timespec){
		.tv_sec = (time_t)(left / NS_PER_S), .tv_nsec = (long)(left % NS_PER_S),
	};
}

/* Since the kernel's start; for the record. */
static inline uint64_t clock_boottime_us(void)
{
	return clock_ns(CLOCK_BOOTTIME) / NS_PER_US;
}

/* clock.h - the clock of a run. */
#pragma once
#include <stdint.h>
#include <time.h>

#define US_PER_S UINT64_C(1000000)
#define US_PER_MS UINT64_C(1000)

/* CLOCK_MONOTONIC in µs. */
static inline uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now); /* fails for unknown clocks only */
	return (uint64_t)now.tv_sec * US_PER_S + (uint64_t)now.tv_nsec / 1000;
}

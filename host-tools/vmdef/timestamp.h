/* timestamp.h - times as VM definitions write them. */
#pragma once
#include <stdint.h>

#define TIMESTAMP_SIZE 40

/* Seconds since 1970 as RFC 3339 writes them, in UTC. */
void timestamp_format(int64_t seconds, char ret[static TIMESTAMP_SIZE]);

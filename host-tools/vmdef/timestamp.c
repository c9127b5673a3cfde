/* timestamp.c - times as VM definitions write them. */
#include "host-tools/vmdef/timestamp.h"

#include <time.h>

void timestamp_format(int64_t seconds, char ret[static TIMESTAMP_SIZE])
{
	time_t t = (time_t)seconds;
	struct tm tm = { 0 };

	gmtime_r(&t, &tm);
	strftime(ret, TIMESTAMP_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* source_date.c - the time that a reproducible output claims to have been made at. */
#include "host-tools/lib/source_date.h"

#include <errno.h>
#include <stdlib.h>

#include "host-tools/lib/number.h"

int source_date(uint32_t max, uint32_t *ret, struct error *e)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	uint64_t value = 0;

	if (text && *text && number_parse(text, max, &value) < 0)
		return error_set(e, EINVAL, "SOURCE_DATE_EPOCH is '%s', not a number of seconds "
				 "from 0 to %u", text, max);
	*ret = (uint32_t)value;
	return 0;
}

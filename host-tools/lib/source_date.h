/* source_date.h - the time that a reproducible output claims to have been made at. */
#pragma once
#include <stdint.h>

#include "common/error.h"

/* SOURCE_DATE_EPOCH, or 0 when it isn't set. max: the last second that the format can hold.
 * Returns 0, or -EINVAL when it isn't a number from 0 to max. */
int source_date(uint32_t max, uint32_t *ret, struct error *e);

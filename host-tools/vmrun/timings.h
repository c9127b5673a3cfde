/* timings.h - how long the parts of a run took, from its beginning to the machine's end. */
#pragma once
#include <stdint.h>
#include <stdio.h>

#include "common/end_record.h"
#include "host-tools/vmrun/session.h"

/* Print a bar for each part. begin_us: when vmrun began; CLOCK_MONOTONIC. record: the guest's,
 * whose clock started with its kernel. */
void timings_print(uint64_t begin_us, const struct session *s, const struct end_record *record,
		   FILE *out);

/* outcome.h - what a run's end means: vmrun's exit status, and why where it isn't the command's. */
#pragma once
#include "common/end_record.h"
#include "common/error.h"
#include "host-tools/vmrun/session.h"

/* As docker run has them; 124 is timeout(1)'s. */
enum {
	EXIT_TIMEOUT = 124,
	EXIT_VMRUN = 125,
	EXIT_SIGNAL = 128, /* and the signal's number */
};

/* Returns the exit status. *e, when set, is to be printed. record: the guest's; version 0: it left
 * none. */
int outcome_judge(const struct session *s, const struct end_record *record, struct error *e);

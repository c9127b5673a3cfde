/* status_report.h - an end record for people. */
#pragma once
#include <stdio.h>

#include "common/end_record.h"

/* Print what is known of the VM's end, with a bar for the time of each phase. The record is a
 * guest's: what it says comes out as one line of text each, without control characters. */
void status_report_print(const struct end_record *record, FILE *out);

/* Only the bars: of phases as a record has them. */
void status_report_phases(const struct objv *phases, FILE *out);

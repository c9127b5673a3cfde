/* run.h - one run: from the command line to the exit status. */
#pragma once
#include "common/error.h"
#include "host-tools/vmrun/request.h"

/* Returns what vmrun exits with; *e, when set, is yet to be printed. Nothing is left behind. */
int run_machine(const struct request *request, struct error *e);

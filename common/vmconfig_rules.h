/* vmconfig_rules.h - what has to fit together across the fields of a config. */
#pragma once
#include "common/diag.h"
#include "common/vmconfig.h"

/* Add a finding for each rule that the config breaks. */
void vmconfig_check_rules(const struct vmconfig *c, struct diag_list *list);

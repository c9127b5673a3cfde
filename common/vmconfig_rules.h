/* vmconfig_rules.h - what has to fit together across the fields of a config. */
#pragma once
#include "common/diag.h"
#include "common/vmconfig.h"

/* Add a finding for each rule that the config breaks. It may hold values that a field's own check
 * has refused. */
void vmconfig_check_rules(const struct vmconfig *c, struct diag_list *list);

/* Its parts, one a file. */
void vmconfig_check_arguments(const struct vmconfig *c, struct diag_list *list);
void vmconfig_check_network(const struct vmconfig *c, struct diag_list *list);
void vmconfig_check_storage(const struct vmconfig *c, struct diag_list *list);
void vmconfig_check_host(const struct vmconfig *c, struct diag_list *list);

/* "/networks/18446744073709551615/gateways/18446744073709551615" and more. */
#define RULE_POINTER_SIZE 96

/* A JSON pointer from a format, valid to the end of the block. */
#define RULE_POINTER(...) rule_pointer((char[RULE_POINTER_SIZE]){ "" }, __VA_ARGS__)

const char *rule_pointer(char buf[static RULE_POINTER_SIZE], const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* vmconfig_rules.c - what has to fit together across the fields of a config: the workload's. */
#include "common/vmconfig_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/name_table.h"

const char *rule_pointer(char buf[static RULE_POINTER_SIZE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, RULE_POINTER_SIZE, fmt, ap);
	va_end(ap);
	return buf;
}

static void check_argv(const struct vmconfig *c, struct diag_list *list)
{
	const struct strv *first = c->entrypoint.count ? &c->entrypoint : &c->cmd;

	if (c->init_mode == INIT_EXEC && !first->count)
		diag_error(list, "", "entrypoint and cmd are both empty (there is nothing to run)");
	else if (first->count && !*first->items[0])
		diag_error(list, first == &c->cmd ? "/cmd/0" : "/entrypoint/0",
			   "the command's name is empty");
}

/* What is done to the workload: the image's own init does as it likes with its services. */
static void check_systemd(const struct vmconfig *c, struct diag_list *list)
{
	const struct {
		const char *pointer;
		bool asks; /* for anything but what happens anyway */
	} rows[] = {
		{ "/workdir", c->workdir && strcmp(c->workdir, "/") != 0 },
		{ "/user", c->user },
		{ "/groups", c->groups.count },
		{ "/umask", object_has(&vmconfig_type, c, "umask") },
		{ "/tty", c->tty },
		{ "/stop_signal", object_has(&vmconfig_type, c, "stop_signal") },
		{ "/stop_timeout", object_has(&vmconfig_type, c, "stop_timeout") },
		{ "/on_exit", c->on_exit != ON_EXIT_POWEROFF },
		{ "/restart", c->restart.policy != RESTART_NO },
		{ "/rlimits", c->rlimits.count },
		{ "/no_new_privileges", c->no_new_privileges },
		{ "/capabilities", object_has(&vmconfig_type, c, "capabilities") },
	};

	for (size_t i = 0; c->init_mode == INIT_SYSTEMD && i < ARRAY_SIZE(rows); i++)
		if (rows[i].asks)
			diag_warning(list, rows[i].pointer, "has no effect in systemd mode");
}

static bool is_above(int64_t limit, int64_t other)
{
	return other != RLIMIT_UNLIMITED && (limit == RLIMIT_UNLIMITED || limit > other);
}

static void check_rlimit(const struct vmconfig *c, size_t i, struct diag_list *list)
{
	const struct rlimit_entry *limit = vmconfig_rlimit(c, i);
	int number = name_table_find(&rlimit_names, limit->name);
	auto_free char *pointer = json_pointer_key("/rlimits", limit->name);

	if (!pointer) {
		list->incomplete = true;
		return;
	}
	if (is_above(limit->soft, limit->hard))
		diag_error(list, pointer, "\"soft\" is above \"hard\" (it may be as high at most)");
	for (size_t j = 0; number >= 0 && j < i; j++)
		if (name_table_find(&rlimit_names, vmconfig_rlimit(c, j)->name) == number)
			diag_add(list, DIAG_ERROR, DIAG_AT_KEY, pointer,
				 "is the same limit as \"%s\"", vmconfig_rlimit(c, j)->name);
}

void vmconfig_check_rules(const struct vmconfig *c, struct diag_list *list)
{
	check_argv(c, list);
	vmconfig_check_arguments(c, list);
	check_systemd(c, list);
	for (size_t i = 0; i < c->rlimits.count; i++)
		check_rlimit(c, i, list);
	vmconfig_check_network(c, list);
	vmconfig_check_storage(c, list);
	vmconfig_check_host(c, list);
}

/* rules_arguments.c - whether the kernel takes the workload's argv and environment (execve(2)).
 *
 * Theory of operation. A string has 32 pages at most. All of them, their NULs, the pointers to them
 * and the program's path share a quarter of the stack's soft limit, from 128 KiB to 6 MiB; that
 * limit is 8 MiB unless rlimits says otherwise. Source: Linux, fs/exec.c, bprm_stack_limits(). */
#include <sys/resource.h>

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/name_table.h"
#include "common/vmconfig_rules.h"

#define DEFAULT_STACK (8 << 20)
#define MIN_ROOM (128 << 10)
#define MAX_ROOM (6 << 20)
/* What isn't the config's: the program's path, PATH, HOME, TERM, and the interpreter's lines of a
 * script, up to 4 KiB each. */
#define RESERVED (24 << 10)

static size_t room(const struct vmconfig *c)
{
	int64_t stack = DEFAULT_STACK;

	for (size_t i = 0; i < c->rlimits.count; i++)
		if (name_table_find(&rlimit_names, vmconfig_rlimit(c, i)->name) == RLIMIT_STACK)
			stack = vmconfig_rlimit(c, i)->soft;
	if (stack == RLIMIT_UNLIMITED || stack / 4 > MAX_ROOM)
		stack = (int64_t)MAX_ROOM * 4;
	return (size_t)(stack / 4 < MIN_ROOM ? MIN_ROOM : stack / 4) - RESERVED;
}

/* What a string of len bytes takes of the room. */
static size_t cost(size_t len)
{
	return len + 1 + sizeof(char *);
}

static size_t check_strings(const struct strv *v, const char *field, struct diag_list *list)
{
	size_t total = 0;

	for (size_t i = 0; i < v->count; i++) {
		size_t len = strlen(v->items[i]);

		if (len > VMCONFIG_MAX_ARGUMENT)
			diag_error(list, RULE_POINTER("/%s/%zu", field, i),
				   "is %zu bytes long (an argument has %zu at most)", len,
				   VMCONFIG_MAX_ARGUMENT);
		total += cost(len);
	}
	return total;
}

static size_t check_env(const struct strmap *env, struct diag_list *list)
{
	size_t total = 0;

	for (size_t i = 0; i < env->count; i++) {
		size_t len = strlen(env->items[i].name) + 1 + strlen(env->items[i].value);

		total += cost(len);
		if (len > VMCONFIG_MAX_ARGUMENT) {
			auto_free char *pointer = json_pointer_key("/env", env->items[i].name);

			if (pointer)
				diag_error(list, pointer, "is %zu bytes long with its name and = "
					   "(a variable has %zu at most)", len,
					   VMCONFIG_MAX_ARGUMENT);
			else
				list->incomplete = true;
		}
	}
	return total;
}

void vmconfig_check_arguments(const struct vmconfig *c, struct diag_list *list)
{
	size_t total = check_strings(&c->entrypoint, "entrypoint", list);

	total += check_strings(&c->cmd, "cmd", list);
	total += check_env(&c->env, list);
	if (total > room(c))
		diag_error(list, "", "arguments and variables take %zu bytes with their NULs and "
			   "pointers (at most %zu are possible)", total, room(c));
}

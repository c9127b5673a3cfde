/* shell.h - a command: quoted for a shell, an argument a line, or to be executed. */
#pragma once
#include <cjson/cJSON.h>

#include "common/error.h"
#include "common/field.h"
#include "host-tools/lib/target.h"

/* command: {"argv": [strings], "append": [strings]}.
 * Returns a text that the caller frees; NULL when it is no such command, or an argument can't stand
 * on a line (*e says so), or memory ran out (*e is left alone). */
char *shell_print(const cJSON *command, enum argv_format format, struct error *e);

/* The arguments themselves. Returns 0 and a list released with strv_release(), -EINVAL when it is
 * no such command, or -ENOMEM. */
int shell_argv(const cJSON *command, struct strv *ret, struct error *e);

/* shell.h - print a command: quoted for a shell, or an argument a line. */
#pragma once
#include <cjson/cJSON.h>

#include "common/error.h"
#include "host-tools/lib/target.h"

/* command: {"argv": [strings], "append": [strings]}.
 * Returns a text that the caller frees; NULL when it is no such command, or an argument can't stand on a
 * line (*e says so), or memory ran out (*e is left alone). */
char *shell_print(const cJSON *command, enum argv_format format, struct error *e);

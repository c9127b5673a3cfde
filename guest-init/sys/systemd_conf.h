/* systemd_conf.h - values as systemd's configuration files take them (systemd.syntax(7),
 * systemd.unit(5) "Specifiers"). */
#pragma once
#include <stdio.h>

/* Write `DefaultEnvironment="NAME=VALUE"` and a newline: quoted, so that systemd reads exactly this
 * variable. Returns 0; -EINVAL, with nothing written, when systemd takes no such variable: the name
 * is [A-Za-z_][A-Za-z0-9_]*, the value has no control characters but tab and newline. */
int systemd_conf_environment(FILE *out, const char *name, const char *value);

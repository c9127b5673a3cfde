/* checks.h - what a single value of the contract must be; the checks that the field tables name.
 *
 * Each returns NULL when the value is right, else what is wrong with it, as a text that follows
 * the value in a message. */
#pragma once

const char *check_absolute_path(const char *value); /* absolute, no "..", at most PATH_MAX - 1 bytes */
const char *check_mount_target(const char *value);  /* and not /, not in /proc, /sys or /dev */
const char *check_env_name(const char *value);      /* not empty, no '=' */
const char *check_ip(const char *value);            /* IPv4 or IPv6 */
const char *check_ip_list(const char *value);       /* one, or several with commas between */

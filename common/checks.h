/* checks.h - what a single value of the contract must be; the checks that the field tables name.
 *
 * Each returns NULL when the value is right, else what is wrong with it, as a text that follows
 * the value in a message. */
#pragma once

const char *check_not_empty(const char *value);
const char *check_absolute_path(const char *value); /* absolute, no "..", fits PATH_MAX */
const char *check_mount_target(const char *value);  /* and not /, not in /proc, /sys or /dev */
const char *check_file_path(const char *value);     /* and names a file */
const char *check_env_name(const char *value);      /* not empty, no '=' */
const char *check_ip(const char *value);            /* IPv4 or IPv6 */
const char *check_host_ip(const char *value);       /* and one that a host can have */
const char *check_ip_list(const char *value);       /* one, or several with commas between */
const char *check_cidr(const char *value);          /* ADDRESS/PREFIX, the address a host's */
const char *check_route(const char *value);         /* a network (no host bits), or "default" */
const char *check_mac(const char *value);           /* unicast, six bytes with colons */
const char *check_interface(const char *value);     /* an interface's name, as Linux takes it */
const char *check_hostname(const char *value);      /* RFC 1123, section 2.1; at most 64 bytes */
const char *check_host_alias(const char *value);    /* the same, at most 253 bytes */
const char *check_resolv_option(const char *value); /* one word of printable ASCII */
const char *check_machine_id(const char *value);    /* machine-id(5): 32 hex digits, not all 0 */
const char *check_uuid(const char *value);          /* RFC 9562, text form */
const char *check_umask(const char *value);         /* octal, at most 0777 */
const char *check_file_mode(const char *value);     /* octal, at most 07777 */
const char *check_owner(const char *value);         /* UID:GID */
const char *check_base64(const char *value);        /* RFC 4648, section 4 */
const char *check_signal(const char *value);        /* signal_parse() takes it */
const char *check_rlimit_name(const char *value);
const char *check_capability(const char *value);
const char *check_sysctl_name(const char *value);   /* dotted, stays in /proc/sys */
const char *check_fstype(const char *value);        /* a word */
const char *check_mount_option(const char *value);  /* not empty, no comma */
const char *check_upper(const char *value);         /* a device selector, or "tmpfs" */
const char *check_serial(const char *value);        /* 1 to 20 bytes: a selector's serial: */
const char *check_socket_path(const char *value);   /* fits sun_path: 108 bytes with its NUL */
const char *check_cmdline(const char *value);       /* at most 2047 bytes, no control character */

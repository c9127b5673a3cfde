/* value_checks.h - what single values of the VMMs' formats must be; as common/checks.h. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

const char *check_uuid4(const char *value);	  /* version 4, RFC 9562's variant */
const char *check_rfc3339(const char *value);	  /* date and time with its zone; the day exists */
const char *check_ipv4(const char *value);
const char *check_any_mac(const char *value);	  /* six bytes with colons, also a multicast one */
const char *check_quantavirt_name(const char *value); /* 1 to 64 of a-z, A-Z, 0-9, '.', '_', '-' */
const char *check_cocoon_name(const char *value); /* the same, at most 63, no '.', '_', '-' first */
const char *check_size_text(const char *value);	  /* digits, then nothing or K, M, G or T */
const char *check_cpu_flag(const char *value);	  /* "+flag" or "-flag" */
const char *check_usb_id(const char *value);	  /* "0x046d" */
const char *check_vnc_password(const char *value); /* at most 8 bytes */

/* The bytes of a text that check_size_text() accepts. Returns false when they don't fit. */
bool size_text_bytes(const char *text, uint64_t *ret);

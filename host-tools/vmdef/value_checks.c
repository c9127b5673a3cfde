/* value_checks.c - what single values of the VMMs' formats must be. */
#include "host-tools/vmdef/value_checks.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checks.h"
#include "common/ip.h"
#include "common/mac.h"

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

const char *check_uuid4(const char *value)
{
	const char *wrong = check_uuid(value);

	if (wrong)
		return wrong;
	if (value[14] != '4')
		return "is not a UUID of version 4 (its third group begins with 4)";
	return strchr("89abAB", value[19]) ? NULL :
	       "is not a UUID of version 4 (its fourth group begins with 8, 9, a or b)";
}

static int days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* The text has the pattern's form: '0' is any digit, the rest is itself. */
static bool has_form(const char *text, const char *pattern)
{
	for (; *pattern; pattern++, text++)
		if (*pattern == '0' ? !isdigit((unsigned char)*text) : *text != *pattern)
			return false;
	return true;
}

static int two_digits(const char *text)
{
	return (text[0] - '0') * 10 + text[1] - '0';
}

const char *check_rfc3339(const char *value)
{
	static const char wrong[] = "is not a time as RFC 3339 writes it (2024-06-01T12:00:00Z)";
	const char *p = value + 19;
	int year, month, day;

	if (!has_form(value, "0000-00-00T00:00:00"))
		return wrong;
	year = two_digits(value) * 100 + two_digits(value + 2);
	month = two_digits(value + 5);
	day = two_digits(value + 8);
	if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
		return "is a day that doesn't exist";
	if (two_digits(value + 11) > 23 || two_digits(value + 14) > 59 ||
	    two_digits(value + 17) > 60)
		return "is a time that doesn't exist";
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (p == value + 20) /* a point and no digits */
		return wrong;
	if (!strcmp(p, "Z"))
		return NULL;
	if ((*p != '+' && *p != '-') || !has_form(p + 1, "00:00") || strlen(p) != 6)
		return wrong;
	return two_digits(p + 1) > 23 || two_digits(p + 4) > 59 ? wrong : NULL;
}

const char *check_ipv4(const char *value)
{
	struct ip_addr ip;

	return ip_parse(value, &ip) < 0 || ip.family != AF_INET ? "is not an IPv4 address" : NULL;
}

const char *check_any_mac(const char *value)
{
	unsigned char mac[MAC_SIZE];

	return mac_parse(value, mac) < 0 ? "is not a MAC address (52:54:00:12:34:56)" : NULL;
}

const char *check_quantavirt_name(const char *value)
{
	size_t len = strlen(value);

	return len < 1 || len > 64 || value[strspn(value, WORD "._-")] ?
		       "is not a name (1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-')" : NULL;
}

const char *check_cocoon_name(const char *value)
{
	size_t len = strlen(value);

	return len < 1 || len > 63 || strchr("._-", *value) || value[strspn(value, WORD "._-")] ?
		       "is not a name (1 to 63 of a-z, A-Z, 0-9, '.', '_' and '-', a letter or "
		       "digit first)" : NULL;
}

bool size_text_bytes(const char *text, uint64_t *ret)
{
	static const char units[] = "KMGT";
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno)
		return false;
	if (*end) {
		unsigned shift = 10 * (unsigned)(strchr(units, *end) - units + 1);

		if (n > UINT64_MAX >> shift)
			return false;
		n <<= shift;
	}
	*ret = n;
	return true;
}

const char *check_size_text(const char *value)
{
	size_t digits = strspn(value, "0123456789");
	const char *unit = value + digits;
	uint64_t bytes;

	if (!digits || (*unit && (!strchr("KMGT", *unit) || unit[1])))
		return "is not a size (digits, and K, M, G or T)";
	return size_text_bytes(value, &bytes) ? NULL : "is more than 64 bits hold";
}

const char *check_cpu_flag(const char *value)
{
	return (*value != '+' && *value != '-') || !value[1] ?
		       "is not a CPU flag with its sign (\"+aes\", \"-avx512f\")" : NULL;
}

const char *check_usb_id(const char *value)
{
	bool hex = !strncmp(value, "0x", 2) && strlen(value) == 6 &&
		   strspn(value + 2, "0123456789abcdefABCDEF") == 4;

	return hex ? NULL : "is not a USB id (\"0x046d\")";
}

const char *check_vnc_password(const char *value)
{
	return strlen(value) > 8 ? "is longer than 8 characters" : NULL;
}

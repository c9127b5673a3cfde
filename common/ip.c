/* ip.c - IP addresses of both families in text and bytes. */
#include "common/ip.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* inet_pton() of some libcs takes leading zeros in IPv4, which others read as octal. */
static bool has_leading_zero(const char *text)
{
	for (const char *p = text; *p; p++)
		if (p[0] == '0' && p[1] >= '0' && p[1] <= '9' && (p == text || p[-1] == '.'))
			return true;
	return false;
}

int ip_parse(const char *text, struct ip_addr *ret)
{
	const char *colon = strrchr(text, ':');
	struct ip_addr addr = { .family = colon ? AF_INET6 : AF_INET };

	if (strlen(text) >= IP_TEXT_SIZE)
		return -EINVAL;
	/* Groups of IPv6 may begin with zeros; the dotted tail of an IPv4 in it may not. */
	if (strchr(text, '.') && has_leading_zero(colon ? colon + 1 : text))
		return -EINVAL;
	if (inet_pton(addr.family, text, addr.bytes) != 1)
		return -EINVAL;
	*ret = addr;
	return 0;
}

static int parse_prefix(const char *text, unsigned max, uint8_t *ret)
{
	unsigned value = 0;

	if (!text[0] || (text[0] == '0' && text[1]))
		return -EINVAL;
	for (const char *p = text; *p; p++) {
		if (*p < '0' || *p > '9')
			return -EINVAL;
		value = value * 10 + (unsigned)(*p - '0');
		if (value > max)
			return -EINVAL;
	}
	*ret = (uint8_t)value;
	return 0;
}

int ip_parse_cidr(const char *text, struct ip_addr *ret, uint8_t *ret_prefix)
{
	const char *slash = strchr(text, '/');
	char address[IP_TEXT_SIZE];
	struct ip_addr addr;
	uint8_t prefix;
	int r;

	if (!slash || (size_t)(slash - text) >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	r = ip_parse(address, &addr);
	if (r < 0)
		return r;
	r = parse_prefix(slash + 1, ip_bits(&addr), &prefix);
	if (r < 0)
		return r;
	*ret = addr;
	*ret_prefix = prefix;
	return 0;
}

const char *ip_format(const struct ip_addr *addr, char buf[static IP_TEXT_SIZE])
{
	if (!inet_ntop(addr->family, addr->bytes, buf, IP_TEXT_SIZE))
		buf[0] = '\0';
	return buf;
}

unsigned ip_bits(const struct ip_addr *addr)
{
	switch (addr->family) {
	case AF_INET:
		return 32;
	case AF_INET6:
		return 128;
	default:
		return 0;
	}
}

bool ip_is_host(const struct ip_addr *addr)
{
	static const uint8_t none[sizeof(addr->bytes)];
	const uint8_t *b = addr->bytes;
	bool multicast = addr->family == AF_INET ? b[0] >= 224 && b[0] <= 239 : b[0] == 0xff;
	bool broadcast = addr->family == AF_INET && !memcmp(b, "\xff\xff\xff\xff", 4);

	return memcmp(b, none, ip_bits(addr) / 8) && !multicast && !broadcast;
}

bool ip_same_subnet(const struct ip_addr *a, const struct ip_addr *b, unsigned prefix)
{
	unsigned whole = prefix / 8;
	unsigned mask = 0xff00u >> (prefix % 8) & 0xff;

	if (a->family != b->family || prefix > ip_bits(a))
		return false;
	if (memcmp(a->bytes, b->bytes, whole) != 0)
		return false;
	return mask == 0 || (a->bytes[whole] & mask) == (b->bytes[whole] & mask);
}

/* test_ip.c - addresses in text and bytes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/ip.h"

static const struct {
	const char *text;
	const char *canonical; /* NULL: refused */
} addresses[] = {
	{ "0.0.0.0", "0.0.0.0" },
	{ "192.0.2.1", "192.0.2.1" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "::", "::" },
	{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
	{ "2001:0db8::0001", "2001:db8::1" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "", NULL },
	{ " 192.0.2.1", NULL },
	{ "192.0.2.1 ", NULL },
	{ "192.0.2.1\n", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.256", NULL },
	{ "192.0.2.1.1", NULL },
	{ "192.0.2.01", NULL },
	{ "00.0.0.0", NULL },
	{ "0x7f.0.0.1", NULL },
	{ "::ffff:192.0.2.01", NULL },
	{ "fe80::1%eth0", NULL },
	{ "[::1]", NULL },
	{ ":::", NULL },
	{ "1::2::3", NULL },
	{ "12345::", NULL },
	{ "2001:db8::1/64", NULL },
	{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", NULL },
};

static void addresses_are_read_and_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		struct ip_addr addr = { .family = -1 };
		char text[IP_TEXT_SIZE];
		int r = ip_parse(addresses[i].text, &addr);

		if (addresses[i].canonical) {
			assert_int_equal(r, 0);
			assert_string_equal(ip_format(&addr, text), addresses[i].canonical);
		} else if (r != -EINVAL || addr.family != -1) {
			fail_msg("'%s' was taken", addresses[i].text);
		}
	}
}

static const struct {
	const char *text;
	int prefix; /* -1: refused */
} cidrs[] = {
	{ "192.0.2.1/0", 0 },        { "192.0.2.1/32", 32 },    { "2001:db8::1/128", 128 },
	{ "2001:db8::1/64", 64 },    { "192.0.2.1", -1 },       { "192.0.2.1/", -1 },
	{ "192.0.2.1/33", -1 },      { "192.0.2.1/024", -1 },   { "192.0.2.1/+24", -1 },
	{ "192.0.2.1/-1", -1 },      { "192.0.2.1/24 ", -1 },   { "192.0.2.1/24/24", -1 },
	{ "2001:db8::1/129", -1 },   { "/24", -1 },             { "192.0.2.1/4294967320", -1 },
	{ "192.0.2.1/255.255.255.0", -1 },
	{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/64", -1 },
};

static void prefixes_are_within_the_family(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cidrs); i++) {
		struct ip_addr addr = { .family = -1 };
		uint8_t prefix = 255;
		int r = ip_parse_cidr(cidrs[i].text, &addr, &prefix);

		if (cidrs[i].prefix >= 0) {
			assert_int_equal(r, 0);
			assert_int_equal(prefix, cidrs[i].prefix);
		} else if (r != -EINVAL || prefix != 255 || addr.family != -1) {
			fail_msg("'%s' was taken", cidrs[i].text);
		}
	}
}

static const struct {
	const char *a, *b;
	unsigned prefix;
	bool same;
} subnets[] = {
	{ "192.0.2.1", "192.0.2.254", 24, true },  { "192.0.2.1", "192.0.3.1", 24, false },
	{ "192.0.2.1", "192.0.3.1", 23, true },    { "192.0.2.127", "192.0.2.128", 25, false },
	{ "192.0.2.1", "192.0.2.1", 32, true },    { "192.0.2.1", "192.0.2.0", 32, false },
	{ "10.0.0.1", "203.0.113.1", 0, true },    { "192.0.2.1", "192.0.2.1", 33, false },
	{ "2001:db8::1", "2001:db8::2", 64, true }, { "2001:db8::1", "2001:db8::2", 128, false },
	{ "2001:db8::1", "2001:db8:0:1::1", 63, true }, { "::1", "0.0.0.1", 0, false },
};

static void subnets_are_compared_bit_by_bit(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(subnets); i++) {
		struct ip_addr a, b;

		assert_int_equal(ip_parse(subnets[i].a, &a), 0);
		assert_int_equal(ip_parse(subnets[i].b, &b), 0);
		if (ip_same_subnet(&a, &b, subnets[i].prefix) != subnets[i].same)
			fail_msg("%s and %s in /%u", subnets[i].a, subnets[i].b, subnets[i].prefix);
	}
}

static void no_address_has_no_text_and_no_bits(void **state)
{
	struct ip_addr none = { 0 };
	char text[IP_TEXT_SIZE] = "x";

	(void)state;
	assert_string_equal(ip_format(&none, text), "");
	assert_int_equal(ip_bits(&none), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_written),
		cmocka_unit_test(prefixes_are_within_the_family),
		cmocka_unit_test(subnets_are_compared_bit_by_bit),
		cmocka_unit_test(no_address_has_no_text_and_no_bits),
	};

	return cmocka_run_group_tests_name("ip", tests, NULL, NULL);
}

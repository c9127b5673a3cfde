/* test_mac.c - Ethernet addresses in text. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/mac.h"

static const char *const bad[] = {
	"", "52:54:00:12:34", "52:54:00:12:34:5", "52:54:00:12:34:567", "52-54-00-12-34-56",
	"52:54:00:12:34:5g", " 2:54:00:12:34:56", "+2:54:00:12:34:56", "0x:54:00:12:34:56",
	"52:54:00:12:34:56:", "5:254:00:12:34:56",
};

static void test_mac(void **state)
{
	static const unsigned char wanted[MAC_SIZE] = { 0x52, 0x54, 0, 0xab, 0xcd, 0xff };
	unsigned char mac[MAC_SIZE];

	(void)state;
	assert_int_equal(mac_parse("52:54:00:aB:Cd:FF", mac), 0);
	assert_memory_equal(mac, wanted, MAC_SIZE);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (mac_parse(bad[i], mac) != -EINVAL)
			fail_msg("\"%s\" is taken", bad[i]);
	assert_memory_equal(mac, wanted, MAC_SIZE); /* untouched by a failure */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

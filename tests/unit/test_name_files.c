/* test_name_files.c - the texts of resolv.conf and hosts, and what can't get into them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/name_files.h"

static struct ip_addr ip(const char *text)
{
	struct ip_addr addr = { 0 };

	assert_int_equal(ip_parse(text, &addr), 0);
	return addr;
}

static void resolv_conf_is_written(void **state)
{
	struct resolv_conf c = { 0 };
	auto_free char *plain = NULL, *resolved = NULL;
	struct ip_addr v4 = ip("192.0.2.53"), v6 = ip("2001:db8::53");

	(void)state;
	assert_int_equal(resolv_conf_add_server(&c, &v4), 0);
	assert_int_equal(resolv_conf_add_server(&c, &v6), 0);
	assert_int_equal(resolv_conf_add_search(&c, "example.com"), 0);
	assert_int_equal(resolv_conf_add_search(&c, "example.org"), 0);
	assert_int_equal(resolv_conf_add_option(&c, "ndots:2"), 0);
	plain = resolv_conf_render(&c);
	assert_string_equal(plain, "nameserver 192.0.2.53\nnameserver 2001:db8::53\n"
				   "search example.com example.org\noptions ndots:2\n");
	resolved = resolv_conf_render_resolved(&c);
	assert_string_equal(resolved, "[Resolve]\nDNS=192.0.2.53\nDNS=2001:db8::53\n"
				      "Domains=example.com example.org\n");
}

static void nothing_given_is_an_empty_file(void **state)
{
	struct resolv_conf c = { 0 };
	auto_free char *text = resolv_conf_render(&c);

	(void)state;
	assert_string_equal(text, "");
}

static const char *const not_words[] = {
	"", "a b", "a\nnameserver 192.0.2.66", "a\tb", "a\rb", "#a", "a;b", "\x7f", "caf\xc3\xa9",
};

static void what_is_no_word_is_refused(void **state)
{
	struct resolv_conf c = { 0 };
	struct ip_addr none = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(not_words); i++) {
		const char *const names[] = { "first", not_words[i] };
		struct hosts_line line = { .ip = ip("192.0.2.1"), .names = names, .count = 2 };
		char *text = NULL;

		if (resolv_conf_add_search(&c, not_words[i]) != -EINVAL ||
		    resolv_conf_add_option(&c, not_words[i]) != -EINVAL ||
		    hosts_render(NULL, &none, &line, 1, &text) != -EINVAL ||
		    hosts_render(not_words[i], &none, NULL, 0, &text) != -EINVAL || text)
			fail_msg("row %zu", i);
	}
	assert_int_equal(resolv_conf_add_server(&c, &none), -EINVAL);
	assert_int_equal(c.server_count + c.search_count + c.option_count, 0);
}

static void there_is_a_limit(void **state)
{
	struct ip_addr server = ip("192.0.2.53");
	struct resolv_conf c = { 0 };

	(void)state;
	for (unsigned i = 0; i < RESOLV_MAX_WORDS; i++) {
		assert_int_equal(resolv_conf_add_search(&c, "a"), 0);
		assert_int_equal(resolv_conf_add_server(&c, &server), 0);
	}
	assert_int_equal(resolv_conf_add_search(&c, "a"), -E2BIG);
	assert_int_equal(resolv_conf_add_server(&c, &server), -E2BIG);
}

#define LOCAL "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"

static const struct {
	const char *hostname, *own, *text;
} hosts[] = {
	{ NULL, NULL, LOCAL "2001:db8::5\tdb db.example.com\n" },
	{ "web", NULL, LOCAL "127.0.1.1\tweb\n2001:db8::5\tdb db.example.com\n" },
	{ "web.example.com", "192.0.2.1",
	  LOCAL "192.0.2.1\tweb.example.com web\n2001:db8::5\tdb db.example.com\n" },
};

static void hosts_are_written(void **state)
{
	static const char *const names[] = { "db", "db.example.com" };
	struct hosts_line line = { .ip = ip("2001:db8::5"), .names = names, .count = 2 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		struct ip_addr own = { 0 };
		auto_free char *text = NULL;

		if (hosts[i].own)
			own = ip(hosts[i].own);
		assert_int_equal(hosts_render(hosts[i].hostname, &own, &line, 1, &text), 0);
		assert_string_equal(text, hosts[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolv_conf_is_written),
		cmocka_unit_test(nothing_given_is_an_empty_file),
		cmocka_unit_test(what_is_no_word_is_refused),
		cmocka_unit_test(there_is_a_limit),
		cmocka_unit_test(hosts_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_sysctl.c - names of kernel parameters, and what can't be written. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/sysctl.h"

static const struct {
	const char *name, *path;
} names[] = {
	{ "net.ipv4.ip_forward", "net/ipv4/ip_forward" },
	{ "net/ipv4/ip_forward", "net/ipv4/ip_forward" },
	{ "net.ipv4.conf.eth0/42.forwarding", "net/ipv4/conf/eth0.42/forwarding" },
	{ "net/ipv4/conf/eth0.42/forwarding", "net/ipv4/conf/eth0.42/forwarding" },
	{ "single", "single" },
};

static void names_become_paths(void **state)
{
	char path[SYSCTL_PATH_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(sysctl_path(names[i].name, path), 0);
		assert_string_equal(path, names[i].path);
	}
	assert_int_equal(sysctl_path("", path), -EINVAL);
}

static void what_is_not_there_is_named(void **state)
{
	char longest[2 * SYSCTL_PATH_SIZE];
	struct error e = ERROR_INIT;

	(void)state;
	assert_int_equal(sysctl_write("net.no_such_thing", "1", &e), -ENOENT);
	assert_string_equal(e.text,
			    "cannot set sysctl net.no_such_thing: No such file or directory");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(sysctl_write(longest, "1", &e), -ENAMETOOLONG);
}

static void no_name_leads_out(void **state)
{
	struct error e = ERROR_INIT;

	(void)state;
	/* /proc/self/oom_score_adj could be written, and the last is absolute once its dots are
	 * slashes. */
	assert_int_equal(sysctl_write("../self/oom_score_adj", "0", &e), -EXDEV);
	assert_int_equal(sysctl_write("/proc/self/oom_score_adj", "0", &e), -EXDEV);
	assert_int_equal(sysctl_write(".proc.self.oom_score_adj", "0", &e), -EXDEV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_become_paths),
		cmocka_unit_test(what_is_not_there_is_named),
		cmocka_unit_test(no_name_leads_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

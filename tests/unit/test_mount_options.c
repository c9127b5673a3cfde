/* test_mount_options.c - what becomes a flag, what the filesystem gets, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/mount_options.h"

static const struct {
	unsigned long flags; /* before */
	const char *data;    /* before */
	const char *options[5];
	unsigned long ret_flags;
	const char *ret_data;
} parted[] = {
	{ 0, NULL, { NULL }, 0, NULL },
	{ 0, NULL, { "ro", "noexec" }, MS_RDONLY | MS_NOEXEC, NULL },
	{ 0, "first", { NULL }, 0, "first" },
	{ 0, "first", { "size=1m", "noatime", "mode=0710" }, MS_NOATIME,
	  "first,size=1m,mode=0710" },
	/* What comes later wins, over what holds by default, too. */
	{ MS_RDONLY, NULL, { "rw" }, 0, NULL },
	{ 0, NULL, { "ro", "rw", "ro" }, MS_RDONLY, NULL },
	{ MS_NOSUID | MS_NODEV, NULL, { "suid", "exec" }, MS_NODEV, NULL },
	{ MS_NOSUID | MS_NODEV, NULL, { "defaults" }, MS_NOSUID | MS_NODEV, NULL },
	/* Those of mount(8) itself are nobody else's business. */
	{ 0, NULL, { "nofail", "noauto", "_netdev", "x-initrd.mount" }, 0, NULL },
	{ 0, NULL, { "user" }, MS_NOEXEC | MS_NOSUID | MS_NODEV, NULL },
	/* Whatever the kernel doesn't know either, it will say. */
	{ 0, NULL, { "grow", "no such thing", "UID=0" }, 0, "grow,no such thing,UID=0" },
	{ MS_BIND, NULL, { "bind", "ro" }, MS_BIND | MS_RDONLY, NULL },
	{ MS_BIND, NULL, { "rbind" }, MS_BIND | MS_REC, NULL },
};

static void test_parted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(parted); i++) {
		unsigned long flags = parted[i].flags;
		auto_free char *data = parted[i].data ? strdup(parted[i].data) : NULL;
		struct error e = ERROR_INIT;
		size_t count = 0;

		while (count < ARRAY_SIZE(parted[i].options) && parted[i].options[count])
			count++;
		assert_int_equal(mount_options_add((char *const *)parted[i].options, count, &flags,
						   &data, &e), 0);
		assert_int_equal(flags, parted[i].ret_flags);
		assert_string_equal(data ? data : "(none)",
				    parted[i].ret_data ? parted[i].ret_data : "(none)");
	}
}

/* Each would make mount(2) do something else than to mount. */
static void test_refused(void **state)
{
	static const char *const refused[] = {
		"remount", "bind", "rbind", "shared", "private", "rslave", "unbindable",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		char *options[] = { (char *)"ro", (char *)refused[i] };
		auto_free char *data = NULL;
		struct error e = ERROR_INIT;
		unsigned long flags = 0;
		char want[64];

		snprintf(want, sizeof(want), "option '%s' is not for a new mount", refused[i]);
		assert_int_equal(mount_options_add(options, ARRAY_SIZE(options), &flags, &data, &e),
				 -EINVAL);
		assert_string_equal(e.text, want);
	}
}

static const struct {
	const char *before, *name;
	bool found;
	const char *after;
} taken[] = {
	{ NULL, "grow", false, NULL },
	{ "grow", "grow", true, NULL },
	{ "a,grow", "grow", true, "a" },
	{ "grow,b=c", "grow", true, "b=c" },
	{ "a,grow,b", "grow", true, "a,b" },
	{ "growth,regrow", "grow", false, "growth,regrow" },
};

static void test_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
		auto_free char *data = taken[i].before ? strdup(taken[i].before) : NULL;

		assert_int_equal(mount_options_take(&data, taken[i].name), taken[i].found);
		assert_string_equal(data ? data : "(none)",
				    taken[i].after ? taken[i].after : "(none)");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

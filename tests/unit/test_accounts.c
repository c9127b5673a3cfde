/* test_accounts.c - who a user is by files that an image brought along. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/accounts.h"

static const char passwd[] =
	"root:x:0:0:root:/root:/bin/bash\n"
	"  bob:x:1000:1001:Bob,,,:/home/bob:/bin/sh \n"
	"bob:x:0:0:a second bob:/second:/bin/sh\n"
	"#eve:x:1234:0::/:\n"
	"+nis:x:1235:0::/:\n"
	"-nis:x:1236:0::/:\n"
	":x:1237:0::/noname:\n"
	"garbage\n"
	"\n"
	"words:x:zero:0::/words:\n"
	"empty:x::0::/empty:\n"
	"negative:x:-1:0::/negative:\n"
	"spaced:x: 5:0::/spaced:\n"
	"huge:x:4294967295:0::/huge:\n"
	"nogid:x:1300\n"
	"short:x:1301:1302\n"
	"nohome:x:1303:1304:::/bin/sh\n"
	"relative:x:1305:1306::home/relative:/bin/sh\n"
	"crlf:x:1307:1308::/home/crlf\r\n"
	"1000:x:1400:1400::/home/digits:/bin/sh\n"
	"max:x:4294967294:4294967294::/max:/bin/sh\n"
	"last:x:1500:1501::/home/last:/bin/sh";

static const char group[] =
	"root:x:0:\n"
	"staff:x:50:alice,bob\n"
	"# comment:x:51:bob\n"
	"again:x:50:bob\n"
	"own:x:1001:bob\n"
	"bobby:x:60:bobby,xbob,bob2\n"
	"odd:x:61:,,bob,\n"
	"broken:x:none:bob\n"
	"cut\n"
	"wheel:x:10:root,bob,short\n"
	"staff:x:99:\n"
	"last:x:62:last";

static const struct {
	const char *user;
	uid_t uid;
	gid_t gid;
	const char *home;
	gid_t groups[8];
	size_t group_count;
} found[] = {
	{ "", 0, 0, "/root", { 0, 10 }, 2 },
	{ "root", 0, 0, "/root", { 0, 10 }, 2 },
	{ "bob", 1000, 1001, "/home/bob", { 1001, 50, 61, 10 }, 4 },
	{ "1000", 1000, 1001, "/home/bob", { 1001, 50, 61, 10 }, 4 },
	{ "bob:", 1000, 1001, "/home/bob", { 1001, 50, 61, 10 }, 4 },
	{ "bob:wheel", 1000, 10, "/home/bob", { 10 }, 1 },
	{ "bob:staff", 1000, 50, "/home/bob", { 50 }, 1 },
	{ "bob:7777", 1000, 7777, "/home/bob", { 7777 }, 1 },
	{ "1000:0", 1000, 0, "/home/bob", { 0 }, 1 },
	{ "4711", 4711, 0, "/", { 0 }, 1 },
	{ "4711:staff", 4711, 50, "/", { 50 }, 1 },
	{ ":staff", 0, 50, "/root", { 50 }, 1 },
	{ "1234", 1234, 0, "/", { 0 }, 1 },
	{ "1237", 1237, 0, "/", { 0 }, 1 },
	{ "5", 5, 0, "/", { 0 }, 1 },
	{ "1300", 1300, 0, "/", { 0 }, 1 },
	{ "short", 1301, 1302, "/", { 1302, 10 }, 2 },
	{ "nohome", 1303, 1304, "/", { 1304 }, 1 },
	{ "relative", 1305, 1306, "/", { 1306 }, 1 },
	{ "crlf", 1307, 1308, "/home/crlf", { 1308 }, 1 },
	{ "1400", 1400, 1400, "/home/digits", { 1400 }, 1 },
	{ "max", 4294967294u, 4294967294u, "/max", { 4294967294u }, 1 },
	{ "last", 1500, 1501, "/home/last", { 1501, 62 }, 2 },
	{ "last:last", 1500, 62, "/home/last", { 62 }, 1 },
};

static const struct {
	const char *user;
	const char *error;
} missing[] = {
	{ "alice", "no user 'alice' in /etc/passwd" },
	{ "bo", "no user 'bo' in /etc/passwd" },
	{ "bobb", "no user 'bobb' in /etc/passwd" },
	{ "#eve", "no user '#eve' in /etc/passwd" },
	{ "garbage", "no user 'garbage' in /etc/passwd" },
	{ "words", "no user 'words' in /etc/passwd" },
	{ "empty", "no user 'empty' in /etc/passwd" },
	{ "negative", "no user 'negative' in /etc/passwd" },
	{ "spaced", "no user 'spaced' in /etc/passwd" },
	{ "huge", "no user 'huge' in /etc/passwd" },
	{ "nogid", "no user 'nogid' in /etc/passwd" },
	{ "bob:alice", "no group 'alice' in /etc/group" },
	{ "0:broken", "no group 'broken' in /etc/group" },
	{ "0:cut", "no group 'cut' in /etc/group" },
	{ "alice:staff", "no user 'alice' in /etc/passwd" },
};

static struct user_spec spec_of(const char *text)
{
	struct user_spec spec;

	assert_int_equal(user_spec_parse(text, &spec), 0);
	return spec;
}

static int resolve(const char *user, struct account *ret, struct error *e)
{
	struct accounts_text p = { passwd, sizeof(passwd) - 1 };
	struct accounts_text g = { group, sizeof(group) - 1 };
	struct user_spec spec = spec_of(user);

	return accounts_resolve_text(&p, &g, &spec, ret, e);
}

static void users_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(found); i++) {
		struct error e = ERROR_INIT;
		struct account account;

		if (resolve(found[i].user, &account, &e) < 0)
			fail_msg("'%s': %s", found[i].user, e.text);
		if (account.uid != found[i].uid || account.gid != found[i].gid ||
		    strcmp(account.home, found[i].home) != 0)
			fail_msg("'%s' is %u:%u, at home in '%s'", found[i].user, account.uid,
				 account.gid, account.home);
		if (account.group_count != found[i].group_count ||
		    memcmp(account.groups, found[i].groups,
			   account.group_count * sizeof(gid_t)) != 0)
			fail_msg("'%s' has other groups (%zu)", found[i].user, account.group_count);
	}
}

static void missing_users_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(missing); i++) {
		struct error e = ERROR_INIT;
		struct account account = { .uid = 77 };

		if (resolve(missing[i].user, &account, &e) != -ENOENT)
			fail_msg("'%s' is there", missing[i].user);
		assert_string_equal(e.text, missing[i].error);
		assert_int_equal(account.uid, 77);
	}
}

static void a_line_with_a_nul_is_passed_over(void **state)
{
	static const char text[] = "bob:x:0:0::/ro\0ot:\nbob:x:7:8::/b:";
	struct accounts_text p = { text, sizeof(text) - 1 }, g = { 0 };
	struct user_spec spec = spec_of("bob");
	struct account account;

	(void)state;
	assert_int_equal(accounts_resolve_text(&p, &g, &spec, &account, NULL), 0);
	assert_int_equal(account.uid, 7);
}

static void a_long_home_is_no_home(void **state)
{
	char text[PATH_MAX + 64];
	struct accounts_text p = { text, 0 }, g = { 0 };
	struct user_spec spec = spec_of("bob");
	struct account account;

	(void)state;
	for (int len = PATH_MAX - 1; len <= PATH_MAX; len++) {
		p.len = (size_t)snprintf(text, sizeof(text), "bob:x:7:8::/%0*d", len - 1, 0);
		assert_int_equal(accounts_resolve_text(&p, &g, &spec, &account, NULL), 0);
		assert_int_equal(strlen(account.home), len < PATH_MAX ? len : 1);
	}
}

static void groups_have_a_limit(void **state)
{
	static char text[64 * 1024];
	struct accounts_text p = { "bob:x:7:5000", 12 }, g = { text, 0 };
	struct user_spec spec = spec_of("bob");
	struct error e = ERROR_INIT;
	struct account account;
	size_t used = 0;

	(void)state;
	for (unsigned i = 1; i < ACCOUNT_MAX_GROUPS; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "g%u:x:%u:bob\n", i, i);
	g.len = used;
	assert_int_equal(accounts_resolve_text(&p, &g, &spec, &account, &e), 0);
	assert_int_equal(account.group_count, ACCOUNT_MAX_GROUPS);
	g.len += (size_t)snprintf(text + used, sizeof(text) - used, "more:x:6000:bob\n");
	assert_int_equal(accounts_resolve_text(&p, &g, &spec, &account, &e), -E2BIG);
	assert_string_equal(e.text, "user 'bob' is in more than 1024 groups of /etc/group");
}

struct root {
	char path[32];
	int fd, etc_fd;
};

static int make_root(void **state)
{
	static struct root root;

	strcpy(root.path, "/tmp/test-accounts-XXXXXX");
	assert_non_null(mkdtemp(root.path));
	root.fd = open(root.path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(mkdirat(root.fd, "etc", 0755), 0);
	root.etc_fd = openat(root.fd, "etc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	*state = &root;
	return 0;
}

static int remove_root(void **state)
{
	struct root *root = *state;

	unlinkat(root->etc_fd, "passwd", 0);
	unlinkat(root->etc_fd, "passwd", AT_REMOVEDIR);
	unlinkat(root->etc_fd, "group", 0);
	unlinkat(root->fd, "etc", AT_REMOVEDIR);
	close(root->etc_fd);
	close(root->fd);
	return rmdir(root->path);
}

static void write_at(int dir_fd, const char *name, const char *text, off_t size)
{
	auto_close int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(ftruncate(fd, size ? size : (off_t)strlen(text)), 0);
}

static int resolve_in(struct root *root, const char *user, struct account *ret, struct error *e)
{
	struct user_spec spec = spec_of(user);

	return accounts_resolve(root->fd, &spec, ret, e);
}

static void files_of_the_root_are_read(void **state)
{
	struct root *root = *state;
	struct error e = ERROR_INIT;
	struct account account;

	write_at(root->etc_fd, "passwd", passwd, 0);
	write_at(root->etc_fd, "group", group, 0);
	assert_int_equal(resolve_in(root, "bob", &account, &e), 0);
	assert_int_equal(account.uid, 1000);
	assert_int_equal(account.group_count, 4);
}

static void files_may_be_missing(void **state)
{
	struct root *root = *state;
	struct error e = ERROR_INIT;
	struct account account;

	assert_int_equal(resolve_in(root, "", &account, &e), 0);
	assert_int_equal(account.uid, 0);
	assert_string_equal(account.home, "/");
	assert_int_equal(resolve_in(root, "5:6", &account, &e), 0);
	assert_int_equal(account.gid, 6);
	assert_int_equal(resolve_in(root, "bob", &account, &e), -ENOENT);
	assert_string_equal(e.text, "no user 'bob': there is no /etc/passwd");
	assert_int_equal(resolve_in(root, "5:staff", &account, &e), -ENOENT);
	assert_string_equal(e.text, "no group 'staff': there is no /etc/group");
}

static void links_stay_in_the_root(void **state)
{
	struct root *root = *state;
	struct error e = ERROR_INIT;
	struct account account;

	write_at(root->etc_fd, "group", "bob:x:7:8::/home/bob:\n", 0);
	assert_int_equal(symlinkat("/../../etc/group", root->etc_fd, "passwd"), 0);
	assert_int_equal(resolve_in(root, "bob", &account, &e), 0);
	assert_int_equal(account.uid, 7);
	assert_int_equal(resolve_in(root, "root", &account, &e), -ENOENT);
}

static void only_regular_files_are_opened(void **state)
{
	struct root *root = *state;
	struct error e = ERROR_INIT;
	struct account account;

	assert_int_equal(mkfifoat(root->etc_fd, "passwd", 0600), 0);
	assert_int_equal(resolve_in(root, "0", &account, &e), -EINVAL);
	assert_string_equal(e.text, "/etc/passwd is not a regular file");
	assert_int_equal(unlinkat(root->etc_fd, "passwd", 0), 0);
	assert_int_equal(mkdirat(root->etc_fd, "passwd", 0700), 0);
	assert_int_equal(resolve_in(root, "0", &account, &e), -EINVAL);
	assert_int_equal(unlinkat(root->etc_fd, "passwd", AT_REMOVEDIR), 0);
	assert_int_equal(symlinkat("passwd", root->etc_fd, "passwd"), 0);
	assert_int_equal(resolve_in(root, "0", &account, &e), -ELOOP);
}

static void files_have_a_limit(void **state)
{
	struct root *root = *state;
	struct error e = ERROR_INIT;
	struct account account;

	write_at(root->etc_fd, "passwd", "bob:x:7:8\n", ACCOUNTS_FILE_MAX);
	assert_int_equal(resolve_in(root, "bob", &account, &e), 0);
	write_at(root->etc_fd, "passwd", "bob:x:7:8\n", ACCOUNTS_FILE_MAX + 1);
	assert_int_equal(resolve_in(root, "bob", &account, &e), -EFBIG);
	assert_string_equal(e.text, "/etc/passwd has more than 1048576 bytes");
}

#define ROOT_TEST(f) cmocka_unit_test_setup_teardown(f, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(users_are_found),
		cmocka_unit_test(missing_users_are_named),
		cmocka_unit_test(a_line_with_a_nul_is_passed_over),
		cmocka_unit_test(a_long_home_is_no_home),
		cmocka_unit_test(groups_have_a_limit),
		ROOT_TEST(files_of_the_root_are_read),
		ROOT_TEST(files_may_be_missing),
		ROOT_TEST(links_stay_in_the_root),
		ROOT_TEST(only_regular_files_are_opened),
		ROOT_TEST(files_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

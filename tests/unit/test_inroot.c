/* test_inroot.c - paths in a root that is somebody else's. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "guest-init/sys/inroot.h"

struct root {
	char path[32];
	int fd;
};

static int set_up(void **state)
{
	struct root *root = malloc(sizeof(*root));

	assert_non_null(root);
	strcpy(root->path, "/tmp/inroot.XXXXXX");
	assert_non_null(mkdtemp(root->path));
	root->fd = open(root->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(root->fd >= 0);
	*state = root;
	return 0;
}

static int tear_down(void **state)
{
	struct root *root = *state;
	char command[64];

	close(root->fd);
	snprintf(command, sizeof(command), "rm -rf %s", root->path);
	assert_int_equal(system(command), 0);
	free(root);
	return 0;
}

static const struct {
	const char *link, *target, *path; /* path is made; link first, unless NULL */
	const char *there;                /* what it came to; NULL: nothing */
	int r;
} cases[] = {
	{ NULL, NULL, "/a/b/c", "a/b/c", 0 },
	{ NULL, NULL, "a//b/", "a/b", 0 },
	{ NULL, NULL, "/", ".", 0 },
	{ NULL, NULL, "/a/../b", "b", 0 },
	{ NULL, NULL, "/../../b", "b", 0 },
	{ "l", "/x/y", "/l/z", "x/y/z", 0 },
	{ "l", "x", "/l", "x", 0 },
	{ "l", "../../x", "/l", "x", 0 },
	{ "l", "/proc/self/root/x", "/l", "proc/self/root/x", 0 },
	{ "l", "l", "/l", NULL, -ELOOP },
	{ "l", "/l/x", "/l", NULL, -ELOOP },
};

static void directories_are_made_inside(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct root *root;
		struct stat st;
		int fd;

		set_up(state);
		root = *state;
		if (cases[i].link)
			assert_int_equal(symlinkat(cases[i].target, root->fd, cases[i].link), 0);
		fd = inroot_make_directory(root->fd, cases[i].path, 0755, NULL);
		if (cases[i].r ? fd != cases[i].r
			       : fd < 0 || fstatat(root->fd, cases[i].there, &st,
						   AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(st.st_mode))
			fail_msg("case %zu: %s -> %d", i, cases[i].path, fd);
		if (fd >= 0)
			close(fd);
		tear_down(state);
	}
}

/* A chain of links, each to a path of 2000 components that begins with the next link. */
static void make_chain(int root_fd, unsigned links)
{
	char target[PATH_MAX], name[16];

	for (unsigned i = 0; i < links; i++) {
		size_t len = (size_t)snprintf(target, sizeof(target), "l%u", i + 1);

		while (len + 3 < sizeof(target))
			len += (size_t)sprintf(target + len, "/x");
		snprintf(name, sizeof(name), "l%u", i);
		assert_int_equal(symlinkat(target, root_fd, name), 0);
	}
}

/* In a process with the 8 MiB of stack that /init has. */
static void a_hostile_root_cannot_exhaust_the_stack(void **state)
{
	const struct rlimit stack = { 8u << 20, 8u << 20 };
	struct root *root = *state;
	int status;
	pid_t pid;

	make_chain(root->fd, 39);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setrlimit(RLIMIT_STACK, &stack);
		_exit(inroot_make_directory(root->fd, "/l0", 0755, NULL) < 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories_are_made_inside),
		cmocka_unit_test_setup_teardown(a_hostile_root_cannot_exhaust_the_stack, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* modules.c - load kernel modules from a directory, in the order that a list in it gives. */
#include "guest-init/sys/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/module.h>

#include "common/cleanup.h"

#ifndef MODULE_INIT_COMPRESSED_FILE
#define MODULE_INIT_COMPRESSED_FILE 4
#endif

static const struct suffix {
	const char *text;
	int flags; /* of finit_module(2) */
} suffixes[] = {
	{ ".ko", 0 },
	{ ".ko.gz", MODULE_INIT_COMPRESSED_FILE },
	{ ".ko.xz", MODULE_INIT_COMPRESSED_FILE },
	{ ".ko.zst", MODULE_INIT_COMPRESSED_FILE },
};

static const struct suffix *find_suffix(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t n = strlen(suffixes[i].text);

		if (len > n && !strcmp(name + len - n, suffixes[i].text))
			return &suffixes[i];
	}
	return NULL;
}

static int open_module(int dir_fd, const char *name, struct module_file *ret, struct error *e)
{
	const struct suffix *suffix = find_suffix(name);
	int fd;

	/* With its suffix it is longer than "..", so that a name without '/' leads nowhere else. */
	if (!suffix || strchr(name, '/') || strlen(name) > MODULES_MAX_NAME)
		return error_set(e, EINVAL, "'%s' is not the file name of a module", name);
	fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	if (fd < 0)
		return error_set(e, errno, "cannot open module '%s': %m", name);
	ret->fd = fd;
	ret->flags = suffix->flags;
	strcpy(ret->name, name);
	return 0;
}

/* 0, too, when it was there already or has nothing to drive. */
static int insert_module(const struct module_file *m, const char *cmdline, struct error *e)
{
	char parameters[CMDLINE_SIZE];

	cmdline_module_parameters(cmdline, m->name, strcspn(m->name, "."), parameters);
	if (syscall(SYS_finit_module, m->fd, parameters, m->flags) == 0 || errno == EEXIST ||
	    errno == ENODEV)
		return 0;
	return error_set(e, errno, "cannot load module '%s'%s%s: %m", m->name,
			 *parameters ? " with " : "", parameters);
}

/* Returns 0 and the list's text, NULL when there is no such list. */
static int read_list(int dir_fd, const char *name, char **ret, struct error *e)
{
	auto_close int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	auto_free char *text = NULL;
	size_t used = 0;
	struct stat st;
	ssize_t n;

	if (fd < 0 && errno == ENOENT) {
		*ret = NULL;
		return 0;
	}
	if (fd < 0 || fstat(fd, &st) < 0)
		return error_set(e, errno, "cannot open '%s': %m", name);
	if (!S_ISREG(st.st_mode) || st.st_size > MODULES_MAX_LIST)
		return error_set(e, EFBIG, "'%s' is not a file of at most %u bytes", name,
				 MODULES_MAX_LIST);
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return error_set(e, ENOMEM, "cannot read '%s': %m", name);
	while ((n = read(fd, text + used, (size_t)st.st_size - used)) > 0)
		used += (size_t)n;
	if (n < 0)
		return error_set(e, errno, "cannot read '%s': %m", name);
	text[used] = '\0';
	*ret = take_ptr(text);
	return 0;
}

static int find_list(int dir_fd, const char *list, char **ret, struct error *e)
{
	char name[MODULES_MAX_NAME];
	int r = snprintf(name, sizeof(name), "%s.list", list);

	if (r < 0 || (size_t)r >= sizeof(name))
		return error_set(e, ENAMETOOLONG, "the list's name '%s' is too long", list);
	return read_list(dir_fd, name, ret, e);
}

static int load_module(int dir_fd, const char *name, const char *cmdline, struct error *e)
{
	struct module_file m = { .fd = -EBADF };
	int r = open_module(dir_fd, name, &m, e);

	if (r == 0) {
		r = insert_module(&m, cmdline, e);
		close(m.fd);
	}
	return r;
}

int modules_load(int dir_fd, const char *list, const char *cmdline, struct error *e)
{
	auto_free char *text = NULL;
	int first = find_list(dir_fd, list, &text, e);
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n"))) {
		int r = line[0] ? load_module(dir_fd, line, cmdline, first ? NULL : e) : 0;

		first = first ? first : r;
	}
	return first;
}

static void close_held(struct held_modules *held)
{
	for (size_t i = 0; i < held->count; i++)
		close(held->items[i].fd);
	held->count = 0;
}

int modules_hold(int dir_fd, const char *list, struct held_modules *ret, struct error *e)
{
	struct held_modules held = { .count = 0 };
	auto_free char *text = NULL;
	int r = find_list(dir_fd, list, &text, e);
	char *line, *rest = text;

	while (r == 0 && (line = strsep(&rest, "\n"))) {
		if (!line[0])
			continue;
		if (held.count == MODULES_MAX_HELD)
			r = error_set(e, E2BIG, "'%s' lists more than %u modules", list,
				      MODULES_MAX_HELD);
		else
			r = open_module(dir_fd, line, &held.items[held.count], e);
		held.count += r == 0;
	}
	if (r < 0)
		close_held(&held);
	else
		*ret = held;
	return r;
}

int modules_load_held(struct held_modules *held, const char *cmdline, struct error *e)
{
	int first = 0;

	for (size_t i = 0; i < held->count; i++) {
		int r = insert_module(&held->items[i], cmdline, first ? NULL : e);

		first = first ? first : r;
	}
	close_held(held);
	return first;
}

/* accounts.c - who a user is by the passwd and group files of a container's root. */
#include "guest-init/sys/accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/sys/inroot.h"

#define PASSWD "/etc/passwd"
#define GROUP "/etc/group"

/* name:password:uid:gid:comment:home:shell and name:password:gid:user,user */
enum { NAME, PASSWORD, PASSWD_UID, PASSWD_GID, PASSWD_COMMENT, PASSWD_HOME, FIELD_COUNT };
enum { GROUP_GID = 2, GROUP_USERS = 3 };

struct slice {
	const char *data;
	size_t len;
};

struct line {
	struct slice fields[FIELD_COUNT]; /* those that aren't there are empty */
};

struct passwd_line {
	struct slice name, home;
	uint32_t uid, gid;
};

struct group_line {
	struct slice name, users;
	uint32_t gid;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct slice trim(struct slice s)
{
	while (s.len && is_blank(s.data[0])) {
		s.data++;
		s.len--;
	}
	while (s.len && is_blank(s.data[s.len - 1]))
		s.len--;
	return s;
}

/* Take what is before the next separator off the front of *rest. */
static struct slice cut(struct slice *rest, char separator)
{
	const char *end = rest->len ? memchr(rest->data, separator, rest->len) : NULL;
	struct slice head = { rest->data, end ? (size_t)(end - rest->data) : rest->len };

	rest->data += end ? head.len + 1 : head.len;
	rest->len -= end ? head.len + 1 : head.len;
	return head;
}

static bool is_entry(struct slice text)
{
	return text.len && !strchr("#+-:", text.data[0]) && !memchr(text.data, '\0', text.len);
}

/* The next line that could be an entry. */
static bool next_line(struct slice *rest, struct line *ret)
{
	while (rest->len) {
		struct slice text = trim(cut(rest, '\n'));

		if (!is_entry(text))
			continue;
		for (size_t i = 0; i < FIELD_COUNT; i++)
			ret->fields[i] = cut(&text, ':');
		return true;
	}
	return false;
}

static bool is_id(struct slice field, uint32_t *ret)
{
	return user_parse_id(field.data, field.len, ret) == 0;
}

static bool next_passwd(struct slice *rest, struct passwd_line *ret)
{
	struct line line;

	while (next_line(rest, &line)) {
		ret->name = line.fields[NAME];
		ret->home = line.fields[PASSWD_HOME];
		if (is_id(line.fields[PASSWD_UID], &ret->uid) &&
		    is_id(line.fields[PASSWD_GID], &ret->gid))
			return true;
	}
	return false;
}

static bool next_group(struct slice *rest, struct group_line *ret)
{
	struct line line;

	while (next_line(rest, &line)) {
		ret->name = line.fields[NAME];
		ret->users = line.fields[GROUP_USERS];
		if (is_id(line.fields[GROUP_GID], &ret->gid))
			return true;
	}
	return false;
}

static struct slice whole(const struct accounts_text *text)
{
	return (struct slice){ text->data ? text->data : "", text->data ? text->len : 0 };
}

static bool same(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || !memcmp(a.data, b.data, a.len));
}

static bool is_meant(const struct user_ref *ref, struct slice name, uint32_t id)
{
	if (ref->kind == USER_REF_ID)
		return ref->id == id;
	return same((struct slice){ ref->name, strlen(ref->name) }, name);
}

static int not_found(const char *what, const struct user_ref *ref, const char *path,
		     const struct accounts_text *text, struct error *e)
{
	if (!text->data)
		return error_set(e, ENOENT, "no %s '%s': there is no %s", what, ref->name, path);
	return error_set(e, ENOENT, "no %s '%s' in %s", what, ref->name, path);
}

static void set_home(struct account *account, struct slice home)
{
	if (!home.len || home.data[0] != '/' || home.len >= sizeof(account->home))
		return;
	memcpy(account->home, home.data, home.len);
	account->home[home.len] = '\0';
}

/* Fill in the user's part. ret_name: by which groups list the user; empty when there is none. */
static int resolve_user(const struct accounts_text *passwd, const struct user_ref *ref,
			struct account *account, struct slice *ret_name, struct error *e)
{
	struct slice rest = whole(passwd);
	struct passwd_line line;

	while (next_passwd(&rest, &line)) {
		if (!is_meant(ref, line.name, line.uid))
			continue;
		account->uid = line.uid;
		account->gid = line.gid;
		set_home(account, line.home);
		*ret_name = line.name;
		return 0;
	}
	if (ref->kind == USER_REF_NAME)
		return not_found("user", ref, PASSWD, passwd, e);
	account->uid = ref->id;
	return 0;
}

static int resolve_group(const struct accounts_text *group, const struct user_ref *ref,
			 struct account *account, struct error *e)
{
	struct slice rest = whole(group);
	struct group_line line;

	while (ref->kind == USER_REF_NAME && next_group(&rest, &line)) {
		if (!is_meant(ref, line.name, line.gid))
			continue;
		account->gid = line.gid;
		return 0;
	}
	if (ref->kind == USER_REF_NAME)
		return not_found("group", ref, GROUP, group, e);
	account->gid = ref->id;
	return 0;
}

static bool lists(struct slice users, struct slice name)
{
	while (users.len)
		if (same(cut(&users, ','), name))
			return true;
	return false;
}

static int add_group(struct account *account, gid_t gid)
{
	for (size_t i = 0; i < account->group_count; i++)
		if (account->groups[i] == gid)
			return 0;
	if (account->group_count == ACCOUNT_MAX_GROUPS)
		return -E2BIG;
	account->groups[account->group_count++] = gid;
	return 0;
}

static int add_groups_of(const struct accounts_text *group, struct slice name,
			 struct account *account, struct error *e)
{
	struct slice rest = whole(group);
	int shown = name.len < USER_NAME_SIZE ? (int)name.len : (int)USER_NAME_SIZE;
	struct group_line line;

	while (next_group(&rest, &line))
		if (lists(line.users, name) && add_group(account, line.gid) < 0)
			return error_set(e, E2BIG, "user '%.*s' is in more than %u groups of %s",
					 shown, name.data, ACCOUNT_MAX_GROUPS, GROUP);
	return 0;
}

int accounts_resolve_text(const struct accounts_text *passwd, const struct accounts_text *group,
			  const struct user_spec *spec, struct account *ret, struct error *e)
{
	struct account account = { .home = "/" };
	struct slice name = { "", 0 };
	bool group_given = spec->group.kind != USER_REF_NONE;
	int r = resolve_user(passwd, &spec->user, &account, &name, e);

	if (r < 0)
		return r;
	if (group_given)
		r = resolve_group(group, &spec->group, &account, e);
	if (r < 0)
		return r;
	add_group(&account, account.gid);
	if (!group_given && name.len)
		r = add_groups_of(group, name, &account, e);
	if (r < 0)
		return r;
	*ret = account;
	return 0;
}

static int read_whole(int fd, struct accounts_text *ret, char **ret_buffer)
{
	auto_free char *buffer = malloc(ACCOUNTS_FILE_MAX + 1); /* one more notices an excess */
	size_t used = 0;
	ssize_t n;

	if (!buffer)
		return -ENOMEM;
	do {
		n = read(fd, buffer + used, ACCOUNTS_FILE_MAX + 1 - used);
		if (n < 0 && errno != EINTR)
			return -errno;
		used += n > 0 ? (size_t)n : 0;
	} while (n != 0 && used <= ACCOUNTS_FILE_MAX);
	if (used > ACCOUNTS_FILE_MAX)
		return -EFBIG;
	*ret = (struct accounts_text){ buffer, used };
	*ret_buffer = take_ptr(buffer);
	return 0;
}

static int read_file(int root_fd, const char *path, struct accounts_text *ret, char **ret_buffer,
		     struct error *e)
{
	/* Looked at before it is opened: that alone can block (a FIFO) or do harm (a device). */
	auto_close int path_fd = inroot_open(root_fd, path, O_PATH);
	auto_close int fd = -EBADF;
	struct stat st;
	int r;

	*ret = (struct accounts_text){ 0 };
	if (path_fd == -ENOENT || path_fd == -ENOTDIR)
		return 0;
	if (path_fd < 0)
		return error_set(e, -path_fd, "cannot open %s: %m", path);
	if (fstat(path_fd, &st) < 0)
		return error_set(e, errno, "cannot look at %s: %m", path);
	if (!S_ISREG(st.st_mode))
		return error_set(e, EINVAL, "%s is not a regular file", path);
	fd = inroot_open(root_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return error_set(e, -fd, "cannot open %s: %m", path);
	r = read_whole(fd, ret, ret_buffer);
	if (r == -EFBIG)
		return error_set(e, EFBIG, "%s has more than %u bytes", path, ACCOUNTS_FILE_MAX);
	return r < 0 ? error_set(e, -r, "cannot read %s: %m", path) : 0;
}

int accounts_resolve(int root_fd, const struct user_spec *spec, struct account *ret,
		     struct error *e)
{
	auto_free char *passwd_buffer = NULL, *group_buffer = NULL;
	struct accounts_text passwd, group;
	int r = read_file(root_fd, PASSWD, &passwd, &passwd_buffer, e);

	if (r < 0)
		return r;
	r = read_file(root_fd, GROUP, &group, &group_buffer, e);
	if (r < 0)
		return r;
	return accounts_resolve_text(&passwd, &group, spec, ret, e);
}

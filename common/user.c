/* user.c - who a program runs as, in the grammar of OCI images: `user|uid[:group|gid]`. */
#include "common/user.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

int user_parse_id(const char *text, size_t len, uint32_t *ret)
{
	uint64_t value = 0;
	bool too_large = false;

	if (len == 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		if (!too_large)
			value = value * 10 + (uint64_t)(text[i] - '0');
		too_large |= value > USER_ID_MAX;
	}
	if (too_large)
		return -ERANGE;
	*ret = (uint32_t)value;
	return 0;
}

/* What can be wrong with a part, in the words of either. */
struct words {
	const char *range, *length, *sign, *character;
};

static const struct words user_words = {
	"has a user number above 4294967294",
	"has a user name of more than 255 bytes",
	"has a user name that begins with '+' or '-'",
	"has a blank, a comma or a control character in the user name",
};
static const struct words group_words = {
	"has a group number above 4294967294",
	"has a group name of more than 255 bytes",
	"has a group name that begins with '+' or '-'",
	"has a blank, a comma or a control character in the group name",
};

static bool is_unfit(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f || c == ',';
}

static const char *parse_part(const char *text, size_t len, const struct words *words,
			      struct user_ref *ret)
{
	int r = user_parse_id(text, len, &ret->id);

	if (r == -ERANGE)
		return words->range;
	if (r == 0) {
		ret->kind = USER_REF_ID;
		return NULL;
	}
	if (len >= sizeof(ret->name))
		return words->length;
	/* In passwd and group such lines stand for NIS, and a negative number is never meant. */
	if (*text == '+' || *text == '-')
		return words->sign;
	for (size_t i = 0; i < len; i++)
		if (is_unfit(text[i]))
			return words->character;
	ret->kind = USER_REF_NAME;
	memcpy(ret->name, text, len);
	return NULL;
}

static const char *parse(const char *text, struct user_spec *ret)
{
	size_t user_len = strcspn(text, ":");
	const char *group = text[user_len] ? text + user_len + 1 : "";
	const char *wrong = NULL;

	*ret = (struct user_spec){ .user = { .kind = USER_REF_ID } };
	if (strchr(group, ':'))
		return "has more than one ':' (user|uid[:group|gid])";
	if (user_len)
		wrong = parse_part(text, user_len, &user_words, &ret->user);
	if (!wrong && *group)
		wrong = parse_part(group, strlen(group), &group_words, &ret->group);
	return wrong;
}

const char *user_spec_check(const char *text)
{
	struct user_spec spec;

	return parse(text, &spec);
}

int user_spec_parse(const char *text, struct user_spec *ret)
{
	struct user_spec spec;

	if (parse(text, &spec))
		return -EINVAL;
	*ret = spec;
	return 0;
}

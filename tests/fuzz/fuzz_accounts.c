/* fuzz_accounts.c - any passwd, group and user: an account within its limits, or an error.
 *
 * Input: USER NUL PASSWD NUL GROUP, the latter two with NULs of their own as 0xff. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "guest-init/sys/accounts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct accounts_text next(char **rest, size_t *left)
{
	char *end = *left ? memchr(*rest, '\0', *left) : NULL;
	struct accounts_text text = { *left ? *rest : NULL, end ? (size_t)(end - *rest) : *left };

	*rest += end ? text.len + 1 : text.len;
	*left -= end ? text.len + 1 : text.len;
	for (size_t i = 0; i < text.len; i++)
		if ((uint8_t)text.data[i] == 0xff)
			((char *)text.data)[i] = '\0';
	return text;
}

static void check(const struct account *account)
{
	assert(account->uid <= USER_ID_MAX && account->gid <= USER_ID_MAX);
	assert(account->home[0] == '/' && strnlen(account->home, PATH_MAX) < PATH_MAX);
	assert(account->group_count >= 1 && account->group_count <= ACCOUNT_MAX_GROUPS);
	assert(account->groups[0] == account->gid);
	for (size_t i = 1; i < account->group_count; i++)
		for (size_t j = 0; j < i; j++)
			assert(account->groups[i] != account->groups[j]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *copy = malloc(size + 1);
	size_t used = strnlen((const char *)data, size), left;
	struct accounts_text passwd, group;
	struct error e = ERROR_INIT;
	struct account account;
	struct user_spec spec;
	char *rest;

	memcpy(copy, data, size);
	copy[size] = '\0';
	rest = copy + used + 1;
	left = used < size ? size - used - 1 : 0;
	if (user_spec_parse(copy, &spec) < 0)
		return 0;
	passwd = next(&rest, &left);
	group = next(&rest, &left);
	if (accounts_resolve_text(&passwd, &group, &spec, &account, &e) == 0)
		check(&account);
	else
		assert(e.text[0]);
	return 0;
}

/* user.h - who a program runs as, in the grammar of OCI images: `user|uid[:group|gid]`.
 *
 * A part of digits only is a number, even if somebody has that name. An empty user is uid 0, an
 * empty group the user's own: "", ":staff" and "bob:" are right. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define USER_NAME_SIZE 256u      /* with its NUL: LOGIN_NAME_MAX */
#define USER_ID_MAX 0xfffffffeu  /* -1 means "no change" to the kernel */

enum user_ref_kind {
	USER_REF_NONE, /* of a group: none was given */
	USER_REF_ID,
	USER_REF_NAME,
};

struct user_ref {
	enum user_ref_kind kind;
	uint32_t id;
	char name[USER_NAME_SIZE]; /* without ':' and control characters */
};

struct user_spec {
	struct user_ref user, group;
};

/* Check the form. Returns NULL when it is right, else what is wrong, as a text that follows the
 * value in a message: "has a user number above 4294967294". */
const char *user_spec_check(const char *text);

/* Read it. Returns 0 or -EINVAL; user_spec_check() says why. */
int user_spec_parse(const char *text, struct user_spec *ret);

/* Read len bytes as a decimal id; leading zeros don't count.
 * Returns 0; -EINVAL: not only digits, or none; -ERANGE: above USER_ID_MAX. */
int user_parse_id(const char *text, size_t len, uint32_t *ret);

/* selector.c - how a block device is named: by its place in /dev, or by what is written on it. */
#include "common/selector.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"

#define DEV_PREFIX "/dev/"
#define UUID_MAX 36u /* bytes; vfat's have 9 */

static const char *check_path(const char *path)
{
	const char *part = path + strlen(DEV_PREFIX);

	for (;;) {
		size_t len = strcspn(part, "/");

		if (len == 0 || (len <= 2 && !memcmp(part, "..", len)))
			return "is not the plain path of a device "
			       "(no '.', '..', empty part or / at the end)";
		if (!part[len])
			return NULL;
		part += len + 1;
	}
}

static const char *check_serial(const char *serial)
{
	return strlen(serial) > SELECTOR_SERIAL_MAX ? "has a serial of more than 20 bytes" : NULL;
}

static const char *check_uuid(const char *uuid)
{
	size_t len = strlen(uuid);

	if (len > UUID_MAX || strspn(uuid, "0123456789abcdefABCDEF-") != len)
		return "has no UUID (hexadecimal digits and -, up to 36)";
	return NULL;
}

static const struct form {
	const char *prefix;
	bool keep_prefix; /* as part of the value */
	const char *(*check)(const char *value);
} forms[] = {
	[SELECTOR_PATH] = { DEV_PREFIX, true, check_path },
	[SELECTOR_SERIAL] = { "serial:", false, check_serial },
	[SELECTOR_LABEL] = { "label:", false, NULL },
	[SELECTOR_UUID] = { "uuid:", false, check_uuid },
};
static_assert(ARRAY_SIZE(forms) == SELECTOR_KIND_COUNT, "one form a kind");

static const struct form *find_form(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (!strncmp(text, forms[i].prefix, strlen(forms[i].prefix)))
			return &forms[i];
	return NULL;
}

static size_t value_offset(const struct form *form)
{
	return form->keep_prefix ? 0 : strlen(form->prefix);
}

const char *selector_check(const char *text)
{
	const struct form *form = find_form(text);

	if (!form)
		return "names no device (/dev/NAME, serial:TEXT, label:TEXT or uuid:TEXT)";
	if (!text[strlen(form->prefix)])
		return "has nothing behind its prefix";
	if (strlen(text) >= SELECTOR_TEXT_SIZE)
		return "is longer than 255 bytes";
	if (text_has_control(text))
		return "has a control character";
	return form->check ? form->check(text + value_offset(form)) : NULL;
}

int selector_parse(const char *text, struct selector *ret)
{
	const struct form *form = find_form(text);

	if (selector_check(text))
		return -EINVAL;
	ret->kind = (enum selector_kind)(form - forms);
	ret->value_at = value_offset(form);
	strcpy(ret->text, text);
	return 0;
}

/* selector.h - how a block device is named: by its place in /dev, or by what is written on it.
 *
 *   /dev/NAME      a device node          label:TEXT     a filesystem's label
 *   serial:TEXT    the disk's serial      uuid:TEXT      a filesystem's UUID, any case */
#pragma once
#include <stddef.h>

enum selector_kind {
	SELECTOR_PATH,
	SELECTOR_SERIAL,
	SELECTOR_LABEL,
	SELECTOR_UUID,
	SELECTOR_KIND_COUNT,
};

#define SELECTOR_TEXT_SIZE 256u /* of a whole selector, with its NUL: btrfs labels have 255 bytes */
#define SELECTOR_SERIAL_MAX 20u /* bytes; what virtio-blk and NVMe carry */

struct selector {
	enum selector_kind kind;
	size_t value_at;               /* where in text the value begins */
	char text[SELECTOR_TEXT_SIZE]; /* as it was given; for messages */
};

/* Check a selector's form. Returns NULL when it is right, else what is wrong, as a text that
 * follows the selector in a message: "names no device (…)". */
const char *selector_check(const char *text);

/* Read a selector. Returns 0 or -EINVAL; selector_check() says why. */
int selector_parse(const char *text, struct selector *ret);

/* What follows the prefix; of a path, all of it. */
static inline const char *selector_value(const struct selector *s)
{
	return s->text + s->value_at;
}

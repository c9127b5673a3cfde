/* cmdline.c - values from the kernel command line, by the kernel's own rules.
 *
 * The rules are those of next_arg() in the kernel's lib/cmdline.c. */
#include "guest-init/sys/cmdline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include "common/cleanup.h"

int cmdline_read(char ret[static CMDLINE_SIZE], struct error *e)
{
	auto_close int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char buf[CMDLINE_SIZE];
	size_t used = 0;
	ssize_t n = 0;

	if (fd < 0)
		return error_set(e, errno, "cannot open /proc/cmdline: %m");
	while (used < sizeof(buf) && (n = read(fd, buf + used, sizeof(buf) - used)) > 0)
		used += (size_t)n;
	if (n < 0)
		return error_set(e, errno, "cannot read /proc/cmdline: %m");
	if (used == sizeof(buf))
		return error_set(e, EFBIG, "/proc/cmdline is longer than %u bytes",
				 CMDLINE_SIZE - 1);
	if (used > 0 && buf[used - 1] == '\n')
		used--;
	memcpy(ret, buf, used);
	ret[used] = '\0';
	return 0;
}

struct span {
	const char *start;
	size_t len;
};

struct word {
	struct span key, value;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Take the word at *p, which is no space, and move *p behind it. */
static struct word next_word(const char **p)
{
	bool quoted = **p == '"', in_quotes = quoted;
	const char *key = *p + quoted, *end = key, *equals = NULL, *value;

	for (; *end && (in_quotes || !is_space(*end)); end++) {
		if (*end == '=' && !equals)
			equals = end;
		if (*end == '"')
			in_quotes = !in_quotes;
	}
	*p = end;
	value = equals ? equals + 1 : key;
	if (equals && *value == '"') {
		quoted = true;
		value++;
	}
	if (quoted && end > value && end[-1] == '"')
		end--;
	if (!equals)
		return (struct word){ { key, (size_t)(end - key) }, { end, 0 } };
	return (struct word){ { key, (size_t)(equals - key) }, { value, (size_t)(end - value) } };
}

static char underscore(char c)
{
	return c == '-' ? '_' : c;
}

static bool is_key(struct span have, struct span key)
{
	if (have.len != key.len)
		return false;
	for (size_t i = 0; i < have.len; i++)
		if (underscore(have.start[i]) != underscore(key.start[i]))
			return false;
	return true;
}

/* Move *p to the next word. Returns false at the line's end. */
static bool skip_space(const char **p)
{
	while (is_space(**p))
		++*p;
	return **p;
}

int cmdline_get(const char *line, const char *key, char *buf, size_t size)
{
	const struct span wanted = { key, strlen(key) };
	struct span found = { NULL, 0 };

	for (const char *p = line; skip_space(&p);) {
		struct word w = next_word(&p);

		if (is_key(w.key, wanted))
			found = w.value;
	}
	if (!found.start)
		return -ENOENT;
	if (found.len >= size)
		return -ENOSPC;
	memcpy(buf, found.start, found.len);
	buf[found.len] = '\0';
	return (int)found.len;
}

size_t cmdline_module_parameters(const char *line, const char *module, size_t module_len,
				 char *ret)
{
	const struct span wanted = { module, module_len };
	char *out = ret;

	for (const char *p = line; skip_space(&p);) {
		const char *word = p, *dot;
		struct word w = next_word(&p);
		struct span name = w.key;

		if (w.key.len == 2 && !memcmp(w.key.start, "--", 2))
			break;
		dot = memchr(w.key.start, '.', w.key.len);
		if (!dot)
			continue;
		name.len = (size_t)(dot - name.start);
		if (!is_key(name, wanted))
			continue;
		if (out > ret)
			*out++ = ' ';
		if (*word == '"') /* it is around the whole word */
			*out++ = '"';
		out = mempcpy(out, dot + 1, (size_t)(p - (dot + 1)));
	}
	*out = '\0';
	return (size_t)(out - ret);
}

/* json_scan.c - one pass over a JSON text: is it strict, and where is each value? */
#include "common/json_scan.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/json_key.h"
#include "common/utf8.h"

/* cJSON copies a number into a buffer of 64 bytes and cuts what is longer. */
#define MAX_NUMBER_LENGTH 63

struct scan {
	const char *text, *p, *end;
	const struct json_visitor *visitor;
	struct diag_list *list;
	unsigned depth;
	/* The keys of the objects that are open, innermost last. */
	struct json_key *keys;
	size_t key_count, key_room;
};

static int scan_value(struct scan *s, const struct json_step *step, const char *key_at);

void json_place_advance(const char *text, struct json_place *place, size_t at)
{
	for (; place->at < at; place->at++) {
		unsigned char c = (unsigned char)text[place->at];

		if (c == '\n') {
			place->line++;
			place->column = 1;
		} else {
			place->column += (c & 0xc0) != 0x80; /* not a continuation byte */
		}
	}
}

/* The pointer of the step that the scan is in; NULL when memory ran out. */
static char *step_pointer(const struct json_step *step)
{
	auto_free char *parent = NULL;
	auto_free char *key = NULL;

	if (!step->parent)
		return strdup("");
	parent = step_pointer(step->parent);
	if (!parent)
		return NULL;
	if (!step->key)
		return json_pointer_index(parent, step->index);
	key = json_key_decode(*step->key);
	return key ? json_pointer_key(parent, key) : NULL;
}

static int fail(struct scan *s, const struct json_step *step, const char *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static int fail(struct scan *s, const struct json_step *step, const char *at, const char *fmt, ...)
{
	auto_free char *pointer = step_pointer(step);
	auto_free char *text = NULL;
	struct json_place place = JSON_PLACE_INIT;
	struct diag *d;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0 || !pointer) {
		text = n < 0 ? NULL : text;
		return -ENOMEM;
	}
	diag_error(s->list, pointer, "%s", text);
	if (s->list->incomplete)
		return -ENOMEM;
	d = &s->list->items[s->list->count - 1];
	json_place_advance(s->text, &place, (size_t)(at - s->text));
	d->line = place.line;
	d->column = place.column;
	return -EBADMSG;
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static bool take(struct scan *s, char c)
{
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

static int scan_escape(struct scan *s, const struct json_step *step)
{
	const char *at = s->p++; /* the backslash */
	size_t len;
	int32_t c;

	if (s->p == s->end || !strchr("\"\\/bfnrtu", *s->p) || !*s->p)
		return fail(s, step, at, "unknown escape "
			    "(\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX are known)");
	if (*s->p++ != 'u')
		return 0;
	c = json_unicode_escape(s->p, s->end, &len);
	if (c < 0)
		return fail(s, step, at, "\\u needs four hexadecimal digits, surrogates in pairs");
	if (c == 0)
		return fail(s, step, at, "U+0000 can't be part of a string here");
	s->p += len;
	return 0;
}

/* The characters of a string that stand for themselves: most of any text. */
static void skip_plain(struct scan *s)
{
	const char *p = s->p;

	while (p < s->end && *p >= 0x20 && *p < 0x7f && *p != '"' && *p != '\\')
		p++;
	s->p = p;
}

/* The string whose opening quote is at s->p. */
static int scan_string(struct scan *s, const struct json_step *step, struct json_key *ret)
{
	const char *start = s->p++;

	for (skip_plain(s); s->p < s->end && *s->p != '"'; skip_plain(s)) {
		unsigned char c = (unsigned char)*s->p;
		size_t n = 1;
		int r;

		if (c == '\\') {
			r = scan_escape(s, step);
			if (r < 0)
				return r;
			continue;
		}
		if (!c)
			return fail(s, step, s->p, "U+0000 can't be part of a string here");
		if (c < 0x20)
			return fail(s, step, s->p,
				    "control character U+%04X in a string (write \\u%04x)", c, c);
		if (c >= 0x80)
			n = utf8_character(s->p, (size_t)(s->end - s->p));
		if (!n)
			return fail(s, step, s->p, "byte 0x%02x is not UTF-8", c);
		s->p += n;
	}
	if (!take(s, '"'))
		return fail(s, step, start, "the string that begins here has no end");
	*ret = (struct json_key){ .text = start + 1, .len = (size_t)(s->p - start) - 2 };
	return 0;
}

static size_t skip_digits(struct scan *s)
{
	const char *start = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return (size_t)(s->p - start);
}

/* RFC 8259, section 6: [ minus ] int [ frac ] [ exp ], and what cJSON's double can hold of it. */
static int scan_number(struct scan *s, const struct json_step *step)
{
	const char *start = s->p;
	char copy[MAX_NUMBER_LENGTH + 1];
	bool integer = true;
	size_t len;

	take(s, '-');
	if (take(s, '0')) {
		if (skip_digits(s))
			return fail(s, step, start, "a number can't begin with 0");
	} else if (!skip_digits(s)) {
		return fail(s, step, start, "a digit is missing after '-'");
	}
	if (take(s, '.')) {
		integer = false;
		if (!skip_digits(s))
			return fail(s, step, start, "a digit is missing after '.'");
	}
	if (take(s, 'e') || take(s, 'E')) {
		integer = false;
		if (!take(s, '+'))
			take(s, '-');
		if (!skip_digits(s))
			return fail(s, step, start, "the exponent has no digits");
	}
	len = (size_t)(s->p - start);
	if (len > MAX_NUMBER_LENGTH)
		return fail(s, step, start, "a number of more than %d characters",
			    MAX_NUMBER_LENGTH);
	memcpy(copy, start, len);
	copy[len] = '\0';
	if (!isfinite(strtod(copy, NULL)))
		return fail(s, step, start, "%s is out of range", copy);
	if (integer && fabs(strtod(copy, NULL)) > (double)JSON_MAX_INTEGER)
		return fail(s, step, start, "%s is too large to be exact (at most %lld)", copy,
			    JSON_MAX_INTEGER);
	return 0;
}

static int scan_literal(struct scan *s, const struct json_step *step)
{
	static const char *const literals[] = { "true", "false", "null" };

	for (size_t i = 0; i < ARRAY_SIZE(literals); i++) {
		size_t n = strlen(literals[i]);

		if ((size_t)(s->end - s->p) >= n && !memcmp(s->p, literals[i], n)) {
			s->p += n;
			return 0;
		}
	}
	return fail(s, step, s->p, "a value is expected here (an object, an array, a string, "
				   "a number, true, false or null)");
}

/* Equal keys become neighbours, the earlier one first. */
static int by_key(const void *pa, const void *pb)
{
	const struct json_key *a = pa, *b = pb;
	int order = json_key_compare(*a, *b);

	return order ? order : (a->text > b->text) - (a->text < b->text);
}

/* The object whose keys begin at `first` is complete: no key may stand twice in it. */
static int check_duplicates(struct scan *s, const struct json_step *step, size_t first)
{
	struct json_key *keys = s->keys + first;
	size_t count = s->key_count - first;

	if (count > 1)
		qsort(keys, count, sizeof(*keys), by_key);
	for (size_t i = 1; i < count; i++)
		if (json_key_compare(keys[i - 1], keys[i]) == 0) {
			struct json_step twice = { .parent = step, .key = &keys[i] };
			struct json_place place = JSON_PLACE_INIT;

			json_place_advance(s->text, &place, (size_t)(keys[i - 1].text - s->text));
			return fail(s, &twice, keys[i].text - 1,
				    "this key stands twice in one object (first on line %zu)",
				    place.line);
		}
	s->key_count = first;
	return 0;
}

static int remember_key(struct scan *s, struct json_key key)
{
	if (s->key_count == s->key_room) {
		size_t room = s->key_room ? s->key_room * 2 : 32;
		struct json_key *grown = reallocarray(s->keys, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		s->keys = grown;
		s->key_room = room;
	}
	s->keys[s->key_count++] = key;
	return 0;
}

static int scan_member(struct scan *s, const struct json_step *step)
{
	struct json_key key;
	struct json_step member = { .parent = step, .key = &key };
	const char *key_at;
	int r;

	skip_space(s);
	if (s->p == s->end || *s->p != '"')
		return fail(s, step, s->p, "a key in double quotes is expected here");
	key_at = s->p;
	r = scan_string(s, step, &key);
	if (r < 0)
		return r;
	r = remember_key(s, key);
	if (r < 0)
		return r;
	skip_space(s);
	if (!take(s, ':'))
		return fail(s, &member, s->p, "':' is expected after the key");
	return scan_value(s, &member, key_at);
}

static int scan_object(struct scan *s, const struct json_step *step)
{
	size_t first = s->key_count;
	int r;

	s->p++; /* '{' */
	skip_space(s);
	if (take(s, '}'))
		return 0;
	do {
		r = scan_member(s, step);
		if (r < 0)
			return r;
		skip_space(s);
	} while (take(s, ','));
	if (!take(s, '}'))
		return fail(s, step, s->p, "',' or '}' is expected here");
	return check_duplicates(s, step, first);
}

static int scan_array(struct scan *s, const struct json_step *step)
{
	struct json_step item = { .parent = step };
	int r;

	s->p++; /* '[' */
	skip_space(s);
	if (take(s, ']'))
		return 0;
	do {
		r = scan_value(s, &item, NULL);
		if (r < 0)
			return r;
		item.index++;
		skip_space(s);
	} while (take(s, ','));
	if (!take(s, ']'))
		return fail(s, step, s->p, "',' or ']' is expected here");
	return 0;
}

static int scan_container(struct scan *s, const struct json_step *step)
{
	int r;

	if (s->depth == JSON_MAX_DEPTH)
		return fail(s, step, s->p, "nested deeper than %u levels", JSON_MAX_DEPTH);
	s->depth++;
	r = *s->p == '{' ? scan_object(s, step) : scan_array(s, step);
	s->depth--;
	return r;
}

static int scan_value(struct scan *s, const struct json_step *step, const char *key_at)
{
	struct json_key ignored;
	int r;

	skip_space(s);
	if (s->p == s->end)
		return fail(s, step, s->p, "the document ends where a value is expected");
	if (s->visitor) {
		size_t at = (size_t)(s->p - s->text);

		r = s->visitor->enter(s->visitor->context, step,
				      key_at ? (size_t)(key_at - s->text) : at, at);
		if (r < 0)
			return r;
	}
	if (*s->p == '{' || *s->p == '[')
		r = scan_container(s, step);
	else if (*s->p == '"')
		r = scan_string(s, step, &ignored);
	else if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'))
		r = scan_number(s, step);
	else
		r = scan_literal(s, step);
	if (s->visitor && r == 0)
		s->visitor->leave(s->visitor->context);
	return r;
}

int json_scan(const char *text, size_t len, const struct json_visitor *visitor,
	      struct diag_list *list)
{
	struct scan s = { .text = text, .p = text, .end = text + len,
			  .visitor = visitor, .list = list };
	struct json_step root = { 0 };
	int r;

	if (len > JSON_MAX_SIZE)
		return fail(&s, &root, text, "larger than %u MiB", JSON_MAX_SIZE >> 20);
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		return fail(&s, &root, text, "begins with a byte order mark (RFC 8259 has none)");
	r = scan_value(&s, &root, NULL);
	if (r == 0) {
		skip_space(&s);
		if (s.p < s.end)
			r = fail(&s, &root, s.p, "text after the end of the document");
	}
	free(s.keys);
	return r;
}

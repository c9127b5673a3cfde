/* field.h - one table describes an object of the contract; parsing, checking, writing and freeing
 * it, its JSON Schema, its page in the reference and "did you mean" all read that table.
 *
 * A row names the JSON key, the struct's member, its type, bounds, default and help. The macros
 * below refuse at compile time a member of another C type. Adding a field is adding a row.
 *
 * Theory of operation. Each described struct begins with `uint64_t set`: bit i says that the field
 * of row i was given (null is absent). Members of absent fields hold the row's default, so code
 * that acts on a model never asks whether a field was there; code that merges or writes it does. */
#pragma once
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/diag.h"

struct strv { /* a list of strings; items[count] is NULL once there are any */
	char **items;
	size_t count;
};

struct pair {
	char *name, *value;
};

struct strmap { /* names in the document's order, no name twice */
	struct pair *items;
	size_t count;
	size_t *order; /* strmap_set()'s own: the items by name, as many as it has seen */
	size_t ordered;
};

struct intv {
	int64_t *items;
	size_t count;
};

struct objv { /* a list of described structs; items is an array of the row's struct */
	void *items;
	size_t count;
};

enum field_type {
	FIELD_STRING, /* char *, NULL when absent and without default */
	FIELD_BOOL,   /* bool */
	FIELD_INT,    /* int64_t */
	FIELD_ENUM,   /* int, an index into names */
	FIELD_STRV,   /* struct strv */
	FIELD_MAP,    /* struct strmap: an object whose values are strings */
	FIELD_OBJECT, /* a described struct, in place */
	FIELD_OBJV,   /* struct objv */
	FIELD_OBJMAP, /* struct objv, of structs whose second member is char *name: the key */
	FIELD_INTV,   /* struct intv */
	FIELD_JSON,   /* cJSON *: an object of objects (or FIELD_ANY), kept as it is */
	FIELD_TYPE_COUNT,
};

enum field_flags {
	FIELD_REQUIRED = 1 << 0,	 /* absent: an error */
	FIELD_HOST_ONLY = 1 << 1,	 /* never written to the disk */
	FIELD_SECRET = 1 << 2,		 /* its value appears in no message */
	FIELD_EMPTY_IS_ABSENT = 1 << 3,	 /* "" says the same as null */
	FIELD_NOT_EMPTY = 1 << 4,	 /* a list that was given has an item at least */
	FIELD_ANY = 1 << 5,		 /* of FIELD_JSON: any value may stand there */
	FIELD_EMPTY_IS_DEFAULT = 1 << 6, /* of FIELD_ENUM: "" says the default, and was given */
};

struct object_type;

/* A check of one value beyond its type, e.g. "is an absolute path". Returns NULL when it is right,
 * else what is wrong, as a text that follows the value in a message: "is not absolute (it must
 * begin with /)". */
typedef const char *(*field_check)(const char *value);

struct field {
	const char *name;
	const char *help;
	enum field_type type;
	unsigned flags;
	size_t offset;               /* of the member in its struct */
	int64_t min, max;            /* FIELD_INT; the items of FIELD_INTV */
	int64_t def;                 /* FIELD_INT, FIELD_BOOL, FIELD_ENUM */
	const char *def_string;      /* FIELD_STRING */
	const char *const *names;    /* FIELD_ENUM, NULL-terminated, indexed by the enum's values */
	const char *unit;            /* FIELD_INT, for the documents: "s", "MiB" */
	field_check check;           /* FIELD_STRING; items of FIELD_STRV, values of FIELD_MAP */
	field_check check_name;      /* the names of FIELD_MAP and FIELD_OBJMAP */
	const struct object_type *object; /* FIELD_OBJECT, FIELD_OBJV, FIELD_OBJMAP */
	size_t max_count;            /* of lists and maps; 0: as many as fit the document */
};

/* A described struct. */
struct object_type {
	const char *name; /* for the documents */
	size_t size;	  /* of the struct */
	const struct field *fields;
	size_t count;	  /* at most 64: the bits of `set` */
	bool open;	  /* the table knows a part of another's format: any other key is right */
};

/* A size_t 0 that compiles only when member m of struct s has the C type t. */
#define FIELD_TYPE_CHECK(s, m, t)                                                             \
	(0 * sizeof(struct {                                                                  \
		static_assert(__builtin_types_compatible_p(__typeof__(((s *)0)->m), t),       \
			      "the row's type is not the member's");                          \
		int unused;                                                                   \
	}))

#define FIELD_ROW(s, m, t, field_type_, help_, ...)                                           \
	{ .name = #m, .help = (help_), .type = (field_type_),                                 \
	  .offset = offsetof(s, m) + FIELD_TYPE_CHECK(s, m, t), ##__VA_ARGS__ }

#define F_STRING(s, m, help, ...) FIELD_ROW(s, m, char *, FIELD_STRING, help, ##__VA_ARGS__)
#define F_BOOL(s, m, help, ...) FIELD_ROW(s, m, bool, FIELD_BOOL, help, ##__VA_ARGS__)
#define F_INT(s, m, lo, hi, help, ...) \
	FIELD_ROW(s, m, int64_t, FIELD_INT, help, .min = (lo), .max = (hi), ##__VA_ARGS__)
#define F_ENUM(s, m, names_, help, ...) \
	FIELD_ROW(s, m, int, FIELD_ENUM, help, .names = (names_), ##__VA_ARGS__)
#define F_STRV(s, m, help, ...) FIELD_ROW(s, m, struct strv, FIELD_STRV, help, ##__VA_ARGS__)
#define F_MAP(s, m, help, ...) FIELD_ROW(s, m, struct strmap, FIELD_MAP, help, ##__VA_ARGS__)
#define F_OBJECT(s, m, struct_, object_, help, ...) \
	FIELD_ROW(s, m, struct_, FIELD_OBJECT, help, .object = (object_), ##__VA_ARGS__)
#define F_OBJV(s, m, object_, help, ...) \
	FIELD_ROW(s, m, struct objv, FIELD_OBJV, help, .object = (object_), ##__VA_ARGS__)

#define F_OBJMAP(s, m, object_, help, ...) \
	FIELD_ROW(s, m, struct objv, FIELD_OBJMAP, help, .object = (object_), ##__VA_ARGS__)
#define F_INTV(s, m, lo, hi, help, ...) \
	FIELD_ROW(s, m, struct intv, FIELD_INTV, help, .min = (lo), .max = (hi), ##__VA_ARGS__)
#define F_JSON(s, m, help, ...) FIELD_ROW(s, m, cJSON *, FIELD_JSON, help, ##__VA_ARGS__)

#define OBJECT_TYPE(struct_, name_, fields_, ...)                                             \
	{ .name = (name_), .size = sizeof(struct_), .fields = (fields_),                      \
	  .count = ARRAY_SIZE(fields_) + 0 * sizeof(struct {                                  \
		static_assert(ARRAY_SIZE(fields_) <= 64, "one bit of `set` a row");           \
		static_assert(offsetof(struct_, set) == 0, "`set` comes first");              \
		int unused;                                                                   \
	  }), ##__VA_ARGS__ }

/* Fill the struct at ret with what the object says, defaults for the rest. Every finding goes to
 * list; parsing goes on past errors so that all are found.
 * pointer: that of object in its document. ret: released by object_release(), after a failure too.
 * Returns 0 (look at diag_failed() for the verdict) or -ENOMEM. */
int object_parse(const struct object_type *type, const cJSON *object, const char *pointer,
		 void *ret, struct diag_list *list);

/* Fill the struct with the defaults, as an empty object would. Returns 0 or -ENOMEM. */
int object_init(const struct object_type *type, void *ret);

/* The row of a key, NULL when the table has none. */
const struct field *object_find(const struct object_type *type, const char *name);

/* True when the field named name was given. name must be one of the table's. */
bool object_has(const struct object_type *type, const void *object, const char *name);

/* Say that the field named name, one of the table's, was given. */
void object_mark(const struct object_type *type, void *object, const char *name);

/* Say that it wasn't. */
void object_unmark(const struct object_type *type, void *object, const char *name);

/* Add an element, filled with the defaults, to the FIELD_OBJV field named name, one of the table's,
 * and mark the field. Returns the element; NULL at the row's max_count, or out of memory. */
void *object_append(const struct object_type *type, void *object, const char *name);

/* Move what base was given and object wasn't from base into object, with its marks; so in
 * the objects that both were given. Both are of type; base keeps the rest. */
void object_inherit(const struct object_type *type, void *object, void *base);

/* Forget that the field named name, one of the table's, was given: what the member holds is freed,
 * and it is zero, not the default. */
void object_clear(const struct object_type *type, void *object, const char *name);

enum object_options {
	OBJECT_NO_HOST_ONLY = 1 << 0, /* leave out the FIELD_HOST_ONLY rows */
	OBJECT_NULLS = 1 << 1,	      /* write the fields that weren't given as null */
};

/* The fields that were given, in the table's order, as a tree that the caller frees with
 * cJSON_Delete(). options: enum object_options. NULL: out of memory. */
cJSON *object_to_json(const struct object_type *type, const void *object, unsigned options);

/* Free what the struct owns; zeroed afterwards. Accepts a zeroed or half-filled one. */
void object_release(const struct object_type *type, void *object);

/* Add a copy of text at the end. Returns 0 or -ENOMEM. */
int strv_append(struct strv *v, const char *text);

/* Give a name its value: that of the item that is there, else a new one at the end. A value of NULL
 * takes the item out. Both texts are copied. Returns 0 or -ENOMEM. */
int strmap_set(struct strmap *m, const char *name, const char *value);

/* Free what they hold; zeroed afterwards. */
void strv_release(struct strv *v);
void strmap_release(struct strmap *m);

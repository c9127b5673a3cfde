/* field_type.h - what each type of field knows to do; for the files that implement field.h. */
#pragma once
#include "common/field.h"

#define FIELD_BIT(type, f) (UINT64_C(1) << ((f) - (type)->fields))

/* member points into the struct. NULL functions have nothing to do. */
struct field_ops {
	int (*init)(const struct field *f, void *member);
	/* Returns 0 or -ENOMEM; what is wrong with the value goes to list. */
	int (*parse)(const struct field *f, const cJSON *value, const char *pointer, void *member,
		     struct diag_list *list);
	cJSON *(*to_json)(const struct field *f, const void *member, unsigned options);
	void (*release)(const struct field *f, void *member);
};

extern const struct field_ops field_string, field_bool, field_int, field_enum; /* field_scalar.c */
extern const struct field_ops field_strv, field_intv, field_map, field_json; /* field_list.c */
extern const struct field_ops field_object, field_objv, field_objmap;	 /* field_object.c */
extern const struct field_ops *const field_ops[FIELD_TYPE_COUNT];

/* A value in a message is cut here (in bytes), so that a message stays one line long. */
#define FIELD_MAX_QUOTED 64

/* The value has another type than the row. expected: "an array of strings". Returns 0. */
int field_wrong_type(const cJSON *value, const char *pointer, const char *expected,
		     struct diag_list *list);

/* The value is wrong, as text says; it is quoted unless it is a secret. */
void field_wrong_value(const struct field *f, const char *value, const char *pointer,
		       const char *text, struct diag_list *list);

/* One string with the row's check. Returns 0 or -ENOMEM; *ret stays NULL when it is no string. */
int field_parse_string(const struct field *f, const cJSON *value, const char *pointer, char **ret,
		       struct diag_list *list);

/* An integer within the row's bounds. Returns false, and adds a finding, when it isn't one. */
bool field_parse_int(const struct field *f, const cJSON *value, const char *pointer, int64_t *ret,
		     struct diag_list *list);

/* The number of items of an array or object; 0, and a finding, when the row allows fewer. */
size_t field_count_items(const struct field *f, const cJSON *value, const char *pointer,
			 struct diag_list *list);

/* Check the name of a map's item. Returns false, and a finding, when it is wrong. */
bool field_check_name(const struct field *f, const char *name, const char *pointer,
		      struct diag_list *list);

/* Add item, which may be NULL for want of memory, to a list or object; on failure the container
 * goes too. key: NULL for a list. Returns the container or NULL. */
cJSON *field_json_add(cJSON *container, const char *key, cJSON *item);

static inline void *objv_item(const struct object_type *type, const struct objv *v, size_t i)
{
	return (char *)v->items + i * type->size;
}

void *field_member(const struct field *f, void *object);
const void *field_member_const(const struct field *f, const void *object);

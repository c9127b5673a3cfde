/* value_forms.h - what the checks of single values accept, as JSON Schema can say it. */
#pragma once
#include <stddef.h>

#include "common/field.h"
#include "common/name_table.h"

struct value_form {
	field_check check;
	const char *name;		/* in the schema's $defs */
	const char *what;		/* for a person */
	const char *pattern;		/* ECMA-262; NULL: what names gives, or any */
	size_t min_length, max_length;	/* characters; 0: none */
	const struct name_table *names; /* any of them, in any letter case, its prefix or not */
};

/* The form of a check. Each check that a table of the contract names has one. */
const struct value_form *value_form_find(field_check check);

/* The form's pattern. Returns 0 and a text that the caller frees, NULL where the form has none;
 * -ENOMEM. */
int value_form_pattern(const struct value_form *form, char **ret);

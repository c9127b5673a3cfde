/* source.h - a VM definition's format that can be checked, and read back as a spec. */
#pragma once
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/diag.h"
#include "common/field.h"

struct source_context {
	const char *path;     /* of the file; "-" for standard input */
	bool here;	      /* check also what this machine has to have */
	const char *names;    /* comma list of the VMs that there are already; NULL: not known */
	const char *networks; /* the same of the networks that there are */
};

/* Another form of a format: an object that has it as a member, as an API's answer does. */
struct envelope {
	const struct object_type *type; /* NULL: there is no such form */
	const char *member;
	size_t offset; /* of that member in the type's struct */
};

struct source {
	const char *name;
	const char *help;
	const struct object_type *type;	/* the format's tables */
	struct envelope envelope;
	bool asks_names;		/* check() looks at the context's names and networks */
	/* The rules across fields: findings about object, in list, with pointers that start from
	 * it, in an envelope too. May be NULL. */
	void (*check)(const void *object, const struct source_context *context,
		      struct diag_list *list);
	/* The spec that follows from it; warnings about what doesn't carry over, in list. The
	 * caller frees it with cJSON_Delete(); NULL: out of memory. */
	cJSON *(*to_spec)(const void *object, struct diag_list *list);
};

/* NULL-terminated; source_NAME.c each. */
extern const struct source *const sources[];

const struct source *source_find(const char *name);

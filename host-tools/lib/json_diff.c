/* json_diff.c - in which values two JSON documents differ. */
#include "host-tools/lib/json_diff.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/lib/json_members.h"

/* One step of the way from the root; its pointer is only made when there is something to say. */
struct step {
	const struct step *parent; /* NULL: the root */
	const char *key;	   /* NULL: an item of an array */
	size_t index;
};

/* NULL: out of memory. */
static char *step_pointer(const struct step *step)
{
	auto_free char *parent = NULL;

	if (!step->parent)
		return strdup("");
	parent = step_pointer(step->parent);
	if (!parent)
		return NULL;
	return step->key ? json_pointer_key(parent, step->key) :
			   json_pointer_index(parent, step->index);
}

static int say(const struct step *step, enum diag_place place, const char *text,
	       struct diag_list *list)
{
	auto_free char *pointer = step_pointer(step);

	if (!pointer)
		return -ENOMEM;
	diag_add(list, DIAG_ERROR, place, pointer, "%s", text);
	return 0;
}

static int diff(const struct step *step, const cJSON *want, const cJSON *have,
		struct diag_list *list);

/* Each item of one: against its counterpart, or, when it has none, as text says. */
static int diff_items(const struct step *outer, const cJSON *each, const cJSON *other,
		      const char *text, bool descend, struct diag_list *list)
{
	struct json_members members = JSON_MEMBERS_INIT;
	const cJSON *item, *same = other->child;
	struct step step = { .parent = outer };
	int r = cJSON_IsObject(other) ? json_members_sort(other, &members) : 0;

	cJSON_ArrayForEach(item, each) {
		if (r < 0 || list->count >= JSON_DIFF_MAX)
			break;
		step.key = item->string;
		if (step.key)
			same = json_members_find(&members, step.key);
		if (!same)
			r = say(&step, DIAG_AT_KEY, text, list);
		else if (descend)
			r = diff(&step, item, same, list);
		if (!step.key && same)
			same = same->next;
		step.index++;
	}
	json_members_release(&members);
	return r;
}

static int diff(const struct step *step, const cJSON *want, const cJSON *have,
		struct diag_list *list)
{
	bool container = cJSON_IsArray(want) || cJSON_IsObject(want);
	int r;

	if (!container || (want->type & 0xff) != (have->type & 0xff))
		return cJSON_Compare(want, have, true) ? 0 :
			       say(step, DIAG_AT_VALUE, "differs", list);
	r = diff_items(step, want, have, "is missing", true, list);
	return r < 0 ? r : diff_items(step, have, want, "is too much", false, list);
}

int json_diff(const cJSON *want, const cJSON *have, struct diag_list *list)
{
	const struct step root = { .parent = NULL };

	return diff(&root, want, have, list);
}

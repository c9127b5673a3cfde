/* fuzz_json.c - any text: refused at one place, or a tree of which every value has its place. */
#include <errno.h>

#include "common/cleanup.h"
#include "common/json_scan.h"
#include "tests/fuzz/input.h"

/* A finding for each value below and including this one. Returns how many. */
static size_t find_all(const cJSON *value, const char *pointer, struct diag_list *list)
{
	const cJSON *child;
	size_t count = 1, i = 0;

	diag_error(list, pointer, "here");
	cJSON_ArrayForEach(child, value) {
		auto_free char *at = child->string ? json_pointer_key(pointer, child->string) :
						     json_pointer_index(pointer, i++);

		assert(at);
		count += find_all(child, at, list);
	}
	return count;
}

static int count_value(void *context, const struct json_step *step, size_t key_at, size_t value_at)
{
	size_t *count = context;

	(void)step;
	assert(key_at <= value_at);
	++*count;
	return 0;
}

static void leave_value(void *context)
{
	(void)context;
}

static void check(const cJSON *root, const char *text, size_t size)
{
	size_t seen = 0;
	const struct json_visitor visitor = { count_value, leave_value, &seen };
	struct diag_list list = DIAG_LIST_INIT;

	assert(json_scan(text, size, &visitor, &list) == 0);
	assert(find_all(root, "", &list) == seen && list.count == seen);
	assert(json_locate(text, size, &list) == 0);
	input_check_findings(&list);
	for (size_t i = 1; i < list.count; i++) /* the walk is in the text's order */
		assert(list.items[i - 1].line < list.items[i].line ||
		       (list.items[i - 1].line == list.items[i].line &&
			list.items[i - 1].column < list.items[i].column));
	diag_list_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *text = malloc(size ? size : 1); /* without a NUL: the length counts */
	struct diag_list list = DIAG_LIST_INIT;
	cJSON *root = NULL;
	int r;

	assert(text);
	if (size)
		memcpy(text, data, size);
	r = json_parse(text, size, &root, &list);
	assert(r == 0 ? !list.count : r == -EBADMSG && list.count == 1);
	input_check_findings(&list);
	if (r == 0)
		check(root, text, size);
	cJSON_Delete(root);
	diag_list_release(&list);
	return 0;
}

/* end_record.c - what the guest tells the host about its end. */
#include "common/end_record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/text.h"

#define MAX_TIME_US (INT64_C(1) << 52) /* 142 years */

static const char *const state_names[] = {
	[END_RUNNING] = "running", [END_EXITED] = "exited", [END_FAILED] = "failed",
	[END_STATE_COUNT] = NULL,
};

static const struct field phase_fields[] = {
	F_STRING(struct end_phase, name, "The phase.", .flags = FIELD_REQUIRED),
	F_INT(struct end_phase, start_us, 0, MAX_TIME_US, "Its start.", .unit = "µs"),
	F_INT(struct end_phase, end_us, 0, MAX_TIME_US, "Its end.", .unit = "µs"),
};
static const struct object_type phase_type = OBJECT_TYPE(struct end_phase, "phase", phase_fields);

static const struct field end_record_fields[] = {
	F_INT(struct end_record, version, 1, 1, "Of the record's form.", .flags = FIELD_REQUIRED),
	F_ENUM(struct end_record, state, state_names, "How far the VM came.",
	       .flags = FIELD_REQUIRED),
	F_INT(struct end_record, exit_code, 0, 255, "The workload's; 128 + n for signal n."),
	F_INT(struct end_record, signal, 1, 64, "The signal that ended the workload."),
	F_BOOL(struct end_record, oom_killed, "It was the kernel's out-of-memory killer."),
	F_STRING(struct end_record, phase, "The phase that failed."),
	F_STRING(struct end_record, error, "What failed in it."),
	F_STRV(struct end_record, warnings, "What failed but was optional.",
	       .max_count = END_RECORD_MAX_WARNINGS),
	F_INT(struct end_record, restarts, 0, JSON_MAX_INTEGER, "Of the workload."),
	F_STRING(struct end_record, boot_id, "The kernel's boot_id."),
	F_OBJV(struct end_record, phases, &phase_type, "The phases, in boot order.",
	       .max_count = END_RECORD_MAX_PHASES),
};
const struct object_type end_record_type =
	OBJECT_TYPE(struct end_record, "end_record", end_record_fields);

/* Make the record shorter by the least important thing that it still holds.
 * Returns false when there is nothing left to leave out. */
static bool leave_something_out(cJSON *json)
{
	cJSON *warnings = cJSON_GetObjectItemCaseSensitive(json, "warnings");
	cJSON *phases = cJSON_GetObjectItemCaseSensitive(json, "phases");
	cJSON *error = cJSON_GetObjectItemCaseSensitive(json, "error");

	if (cJSON_GetArraySize(warnings) > 0) {
		cJSON_DeleteItemFromArray(warnings, cJSON_GetArraySize(warnings) - 1);
		return true;
	}
	if (cJSON_GetArraySize(phases) > 0) {
		cJSON_DeleteItemFromArray(phases, cJSON_GetArraySize(phases) - 1);
		return true;
	}
	if (!cJSON_IsString(error) || !*error->valuestring)
		return false;
	error->valuestring[strlen(error->valuestring) / 2] = '\0';
	text_one_line(error->valuestring); /* a character may have been cut: JSON is UTF-8 */
	return true;
}

int end_record_write(const struct end_record *r, char ret_block[static END_RECORD_SIZE])
{
	/* cJSON asks for a few bytes more than it needs. */
	char text[END_RECORD_SIZE + 64];
	cJSON *json = object_to_json(&end_record_type, r, OBJECT_NULLS);
	bool fits = false;

	if (!json)
		return -ENOMEM;
	do {
		fits = cJSON_PrintPreallocated(json, text, sizeof(text), false) &&
		       strlen(text) <= END_RECORD_SIZE;
	} while (!fits && leave_something_out(json));
	cJSON_Delete(json);
	if (!fits)
		return -ENOMEM;
	memset(ret_block, 0, END_RECORD_SIZE);
	memcpy(ret_block, text, strlen(text));
	return (int)strlen(text);
}

/* The length of the text in the block; -EBADMSG when anything but NUL follows it. */
static int text_length(const char *block, size_t len)
{
	size_t used = strnlen(block, len);

	for (size_t i = used; i < len; i++)
		if (block[i])
			return -EBADMSG;
	return (int)used;
}

int end_record_read(const char *block, size_t len, struct end_record *ret, struct error *e)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct end_record record = END_RECORD_INIT;
	cJSON *json = NULL;
	int used = text_length(block, len), r;

	if (used < 0)
		return error_set(e, EBADMSG, "not an end record: text after its end");
	if (used == 0)
		return error_set(e, ENODATA, "no end record was written yet");
	r = json_parse(block, (size_t)used, &json, &list);
	if (r == 0)
		r = object_parse(&end_record_type, json, "", &record, &list);
	if (r == 0 && diag_failed(&list))
		r = list.incomplete ? -ENOMEM : -EBADMSG;
	if (r == -EBADMSG && list.count)
		error_set(e, EBADMSG, "not an end record: %s: %s",
			  *list.items[0].pointer ? list.items[0].pointer : "/", list.items[0].text);
	else if (r < 0)
		error_set(e, -r, "cannot read the end record: %m");
	cJSON_Delete(json);
	diag_list_release(&list);
	if (r < 0) {
		end_record_release(&record);
		return r;
	}
	*ret = record;
	return 0;
}

void end_record_release(struct end_record *r)
{
	object_release(&end_record_type, r);
}

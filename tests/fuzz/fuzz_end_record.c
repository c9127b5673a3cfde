/* fuzz_end_record.c - any /status block: no end record, or one that is printed without harm. */
#include <errno.h>
#include <stdio.h>

#include "common/cleanup.h"
#include "common/end_record.h"
#include "host-tools/lib/status_report.h"
#include "tests/fuzz/input.h"

static void check_report(const struct end_record *record)
{
	auto_free char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert(out);
	status_report_print(record, out);
	fclose(out);
	for (size_t i = 0; i < len; i++)
		assert(text[i] == '\n' || ((unsigned char)text[i] >= ' ' && text[i] != 0x7f));
}

/* What is written of it is read as the same, but for what didn't fit. */
static void check(const struct end_record *record)
{
	char block[END_RECORD_SIZE], again_block[END_RECORD_SIZE];
	struct end_record again = END_RECORD_INIT;
	struct error e = ERROR_INIT;
	int len = end_record_write(record, block);

	assert(len > 0);
	assert(end_record_read(block, sizeof(block), &again, &e) == 0);
	assert(again.state == record->state && again.exit_code == record->exit_code);
	assert(end_record_write(&again, again_block) == len);
	assert(!memcmp(block, again_block, sizeof(block)));
	end_record_release(&again);
	check_report(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = size < END_RECORD_SIZE ? size : END_RECORD_SIZE;
	auto_free char *block = input_text(data, len);
	struct end_record record = END_RECORD_INIT;
	struct error e = ERROR_INIT;
	int r = end_record_read(block, len, &record, &e);

	assert(r == 0 || r == -EBADMSG || r == -ENODATA);
	assert((r < 0) == (e.text[0] != '\0') && !strpbrk(e.text, "\n\r\033"));
	if (r == 0)
		check(&record);
	end_record_release(&record);
	return 0;
}

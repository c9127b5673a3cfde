/* status_report.c - an end record for people. */
#include "host-tools/lib/status_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"

#define BAR_WIDTH 40
#define MAX_NAME 16 /* bytes */

static const char *const state_texts[] = {
	[END_RUNNING] = "running",
	[END_EXITED] = "exited",
	[END_FAILED] = "failed",
};

static bool has(const struct end_record *r, const char *field)
{
	return object_has(&end_record_type, r, field);
}

static void print_text(const char *label, const char *text, FILE *out)
{
	auto_free char *copy = strdup(text);

	if (!copy)
		return;
	text_one_line(copy);
	fprintf(out, "%-10s %s\n", label, copy);
}

static void print_end(const struct end_record *r, FILE *out)
{
	fprintf(out, "%-10s %s\n", "state", state_texts[r->state]);
	if (has(r, "exit_code"))
		fprintf(out, "%-10s %" PRId64 "\n", "exit code", r->exit_code);
	if (has(r, "signal"))
		fprintf(out, "%-10s %" PRId64 " (%s)%s\n", "signal", r->signal,
			strsignal((int)r->signal), r->oom_killed ? ", out of memory" : "");
	if (r->restarts)
		fprintf(out, "%-10s %" PRId64 "\n", "restarts", r->restarts);
	if (r->phase)
		print_text("phase", r->phase, out);
	if (r->error)
		print_text("error", r->error, out);
	for (size_t i = 0; i < r->warnings.count; i++)
		print_text("warning", r->warnings.items[i], out);
	if (r->boot_id)
		print_text("boot", r->boot_id, out);
}

static int64_t duration(const struct end_phase *p)
{
	return p->end_us > p->start_us ? p->end_us - p->start_us : 0;
}

static void print_phase(const struct end_phase *p, int64_t longest, FILE *out)
{
	static const char bar[BAR_WIDTH + 1] = "########################################";
	auto_free char *name = strndup(p->name, MAX_NAME);
	double share = (double)duration(p) / (double)longest; /* NOLINT: it is 1 or more */

	if (!name)
		return;
	text_one_line(name);
	fprintf(out, "  %-*s %10.3f ms  %.*s\n", MAX_NAME, name, (double)duration(p) / 1000,
		(int)(BAR_WIDTH * share), bar);
}

void status_report_phases(const struct objv *phases, FILE *out)
{
	const struct end_phase *items = phases->items;
	int64_t longest = 1;

	for (size_t i = 0; i < phases->count; i++)
		if (duration(&items[i]) > longest)
			longest = duration(&items[i]);
	for (size_t i = 0; i < phases->count; i++)
		print_phase(&items[i], longest, out);
}

void status_report_print(const struct end_record *r, FILE *out)
{
	const struct end_phase *phases = r->phases.items;

	print_end(r, out);
	if (!r->phases.count)
		return;
	fprintf(out, "phases, from %.3f s to %.3f s after the kernel's start\n",
		(double)phases[0].start_us / 1e6,
		(double)phases[r->phases.count - 1].end_us / 1e6);
	status_report_phases(&r->phases, out);
}

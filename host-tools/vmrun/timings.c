/* timings.c - how long the parts of a run took, from its beginning to the machine's end. */
#include "host-tools/vmrun/timings.h"

#include <string.h>

#include "host-tools/lib/status_report.h"

static void add(struct end_record *list, const char *name, int64_t duration_us)
{
	struct end_phase *phase = object_append(&end_record_type, list, "phases");

	if (!phase)
		return;
	phase->name = strdup(name);
	phase->end_us = duration_us;
	if (!phase->name)
		list->phases.count--;
}

/* What the guest says of itself, by a clock that began with its kernel. Returns its last time. */
static int64_t add_guest(struct end_record *list, const struct end_record *record)
{
	const struct end_phase *phases = record->phases.items;
	size_t count = record->phases.count;

	if (!count)
		return 0;
	add(list, "kernel", phases[0].start_us);
	for (size_t i = 0; i < count; i++)
		add(list, phases[i].name, phases[i].end_us - phases[i].start_us);
	return phases[count - 1].end_us;
}

void timings_print(uint64_t begin_us, const struct session *s, const struct end_record *record,
		   FILE *out)
{
	const struct streams *streams = &s->streams;
	uint64_t kernel_us = s->start_us; /* without its clock: power-on is part of the rest */
	struct end_record list = END_RECORD_INIT;
	int64_t booted_us;

	add(&list, "disks", (int64_t)(s->start_us - begin_us));
	if (streams->is_started) {
		kernel_us = streams->hello_at_us - streams->hello_us;
		add(&list, "power-on", (int64_t)(kernel_us - s->start_us));
	}
	booted_us = add_guest(&list, record);
	if (streams->is_ended) {
		add(&list, "workload", (int64_t)(streams->end_us - (uint64_t)booted_us));
		add(&list, "shutdown", (int64_t)(s->exit_us - kernel_us - streams->end_us));
	} else {
		add(&list, "the rest", (int64_t)(s->exit_us - kernel_us - (uint64_t)booted_us));
	}
	fprintf(out, "%.3f s in all\n", (double)(s->exit_us - begin_us) / 1e6);
	status_report_phases(&list.phases, out);
	end_record_release(&list);
}

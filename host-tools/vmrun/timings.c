/* timings.c - how long the parts of a run took, from its beginning to the machine's end. */
#include "host-tools/vmrun/timings.h"

#include <string.h>

#include "host-tools/lib/status_report.h"

/* Times: µs since vmrun began. */
static void add(struct end_record *list, const char *name, int64_t start_us, int64_t end_us)
{
	struct end_phase *phase = object_append(&end_record_type, list, "phases");

	if (!phase)
		return;
	phase->name = strdup(name);
	phase->start_us = start_us;
	phase->end_us = end_us;
	if (!phase->name)
		list->phases.count--;
}

/* What the guest says of itself, moved by the time at which its kernel started. */
static void add_guest(struct end_record *list, const struct session *s,
		      const struct end_record *record, int64_t kernel_us)
{
	const struct end_phase *phases = record->phases.items;
	size_t count = record->phases.count;

	if (!count)
		return;
	add(list, "kernel", kernel_us, kernel_us + phases[0].start_us);
	for (size_t i = 0; i < count; i++)
		add(list, phases[i].name, kernel_us + phases[i].start_us,
		    kernel_us + phases[i].end_us);
	if (s->streams.is_ended)
		add(list, "workload", kernel_us + phases[count - 1].end_us,
		    kernel_us + (int64_t)s->streams.end_us);
}

void timings_print(uint64_t begin_us, const struct session *s, const struct end_record *record,
		   FILE *out)
{
	struct end_record list = END_RECORD_INIT;
	int64_t start = (int64_t)(s->start_us - begin_us), exit = (int64_t)(s->exit_us - begin_us);
	int64_t kernel = (int64_t)(s->streams.hello_at_us - s->streams.hello_us - begin_us);

	add(&list, "disks", 0, start);
	if (s->streams.is_started) {
		add(&list, "power-on", start, kernel);
		add_guest(&list, s, record, kernel);
	}
	if (s->streams.is_ended)
		add(&list, "shutdown", kernel + (int64_t)s->streams.end_us, exit);
	fprintf(out, "%.3f s in all\n", (double)exit / 1e6);
	status_report_phases(&list.phases, out);
	end_record_release(&list);
}

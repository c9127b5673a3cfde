/* outcome.c - what a run's end means: vmrun's exit status, and why where it isn't the command's. */
#include "host-tools/vmrun/outcome.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/wait.h>

#include "common/cleanup.h"

/* The guest didn't come to an end of its own: what was said last is the best there is. */
static void explain_death(const struct session *s, struct error *e)
{
	auto_free char *said = tail_last_line(&s->messages.tail);
	auto_free char *console = tail_last_line(&s->console.tail);

	if (WIFSIGNALED(s->status) && !s->is_killed)
		error_set(e, EIO, "QEMU was killed by signal %d", WTERMSIG(s->status));
	else if (said && *said)
		error_set(e, EIO, "QEMU says: %s", said);
	else if (console && *console)
		error_set(e, EIO, "the VM ended before its command did; its console says last: %s",
			  console);
	else
		error_set(e, EIO, "the VM ended before its command did, without a word");
}

static void explain_kill(const struct session *s, struct error *e)
{
	auto_free char *console = tail_last_line(&s->console.tail);
	const char *last = console && *console ? console : "nothing";

	switch (s->cause) {
	case CAUSE_BOOT_TIMEOUT:
		error_set(e, ETIMEDOUT,
			  "the VM hasn't booted within %u s; its console says last: %s",
			  s->request->boot_timeout_s, last);
		break;
	case CAUSE_NONSENSE:
		error_set(e, EPROTO, "what comes from the VM's port for streams makes no sense");
		break;
	case CAUSE_ESCAPE:
		error_set(e, ECANCELED, "the VM was killed, as you asked");
		break;
	default:
		error_set(e, ETIMEDOUT,
			  "the VM was asked to stop, and hung; its console says last: %s", last);
	}
}

static int judge_failure(const struct end_record *record, struct error *e)
{
	bool has_code = object_has(&end_record_type, record, "exit_code");

	error_set(e, EIO, "%s: %s", record->phase ? record->phase : "the VM",
		  record->error ? record->error : "failed, and doesn't say why");
	return has_code ? (int)record->exit_code : EXIT_VMRUN;
}

int outcome_judge(const struct session *s, const struct end_record *record, struct error *e)
{
	bool is_known = record->version && record->state != END_RUNNING;

	if (s->is_killed && s->cause == CAUSE_SIGNAL && s->request->signals->stops > 1)
		return EXIT_SIGNAL + s->request->signals->stop;
	if (s->is_killed && !is_known) {
		explain_kill(s, e);
		return EXIT_VMRUN;
	}
	if (s->streams.output_error && s->cause == CAUSE_OUTPUT) {
		error_set(e, -s->streams.output_error, "cannot write the command's output: %m");
		return EXIT_VMRUN;
	}
	if (!is_known) {
		explain_death(s, e);
		return EXIT_VMRUN;
	}
	if (s->cause == CAUSE_TIMEOUT) {
		error_set(e, ETIMEDOUT, "the time was over after %u s", s->request->timeout_s);
		return EXIT_TIMEOUT;
	}
	if (record->state == END_FAILED)
		return judge_failure(record, e);
	return (int)record->exit_code;
}

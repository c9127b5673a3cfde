/* supervise.c - watch over the workload until it, and everything that it started, has ended.
 *
 * Theory of operation. All signals are blocked from the first instruction on and taken from one
 * descriptor, so that none is lost however early it comes. PID 1 is the only one who waits for
 * children: a process id is signalled only while its status hasn't been taken, so never a recycled
 * one.
 *
 * The kernel searches all children for those that have ended: with thousands alive, a search for
 * every death costs more than the deaths themselves. So each search is followed by a rest that is
 * some times as long as it took. A lone death is found at once; in a flood SIGCHLD stays pending,
 * further ones merge into it without waking anybody, and reaping takes no more than a tenth of a
 * processor.
 *
 * The stages follow each other in one direction:
 *
 *   RUNNING --stop--> STOPPING --deadline--> KILLING
 *      '---- workload ended ----> LEAVING --deadline--'
 *
 * RUNNING: the workload runs, or waits to be started again. STOPPING: it has its stop signal.
 * LEAVING: what it left behind has SIGTERM. KILLING: all have SIGKILL. It is over when there is no
 * child left. */
#include "guest-init/supervise/supervise.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/name_table.h"
#include "guest-init/agent.h"
#include "guest-init/log.h"
#include "guest-init/supervise/backoff.h"
#include "guest-init/supervise/events.h"
#include "guest-init/sys/cgroup.h"
#include "guest-init/sys/clock.h"

#define KILL_TIMEOUT_S 5u   /* a process in uninterruptible sleep may never go */
#define OUTPUT_TIMEOUT_S 5u /* for the host to take what the workload has written */
#define MAX_REAPED 1024u    /* in a round: who forks without end doesn't hold up the deadlines */
#define REAP_REST 9u        /* after a search for ended children, times as long as it took */
#define REAP_REST_MAX_NS (10 * NS_PER_MS) /* it may have been another's turn on the processor */
#define AGENT_PAUSE_NS (100 * NS_PER_MS)
#define BUTTON_PRESSED "the power button was pressed"

enum stage { STAGE_RUNNING, STAGE_STOPPING, STAGE_LEAVING, STAGE_KILLING, STAGE_OVER };

/* Something that is started again when it has ended. Times: CLOCK_MONOTONIC. */
struct life {
	uint64_t started_ns;
	uint64_t again_ns; /* when it is started again; 0: it isn't */
	struct backoff backoff;
};

struct supervisor {
	struct boot *boot;
	enum stage stage;
	uint64_t deadline_ns; /* of the stage; 0: none */
	struct life workload, agent;
	uint64_t oom_kills; /* before this life of the workload */
	bool must_reap;     /* as soon as the rest is over */
	uint64_t rest_ns;   /* the end of the rest after the last search; 0 would be no deadline */
	bool was_told;      /* to stop */
};

static void life_began(struct life *life)
{
	life->started_ns = clock_monotonic_ns();
	life->again_ns = 0;
}

/* Returns the pause in ms. */
static unsigned life_begins_again(struct life *life)
{
	uint64_t now = clock_monotonic_ns();
	uint64_t pause = backoff_pause(&life->backoff, now - life->started_ns);

	life->again_ns = now + pause;
	return (unsigned)(pause / NS_PER_MS);
}

static void enter(struct supervisor *s, enum stage stage, uint64_t timeout_s)
{
	s->stage = stage;
	s->deadline_ns = clock_monotonic_ns() + timeout_s * NS_PER_S;
	s->workload.again_ns = s->agent.again_ns = 0;
	s->must_reap = true; /* there may be nobody left to wait for */
}

static void kill_all(struct supervisor *s)
{
	kill(-1, SIGKILL); /* atomic: who forks meanwhile is found too */
	enter(s, STAGE_KILLING, KILL_TIMEOUT_S);
}

/* The agent has no say in when the VM ends. */
static void leave(struct supervisor *s)
{
	kill(-1, SIGTERM);
	if (s->boot->agent)
		kill(s->boot->agent, SIGKILL);
	enter(s, STAGE_LEAVING, (uint64_t)s->boot->config.stop_timeout);
}

static void stop(struct supervisor *s, const char *why)
{
	s->was_told = true;
	if (s->stage != STAGE_RUNNING)
		return;
	log_info("stopping the workload: %s", why);
	if (!s->boot->workload) {
		leave(s);
		return;
	}
	kill(s->boot->workload, signal_parse(s->boot->config.stop_signal));
	enter(s, STAGE_STOPPING, (uint64_t)s->boot->config.stop_timeout);
}

static bool is_started_again(const struct boot *b, int wait_status)
{
	const struct restart *restart = &b->config.restart;

	if (restart->max && b->record.content.restarts >= restart->max)
		return false;
	return restart->policy == RESTART_ALWAYS ||
	       (restart->policy == RESTART_ON_FAILURE && wait_status != 0);
}

/* Of the workload's own processes one at least; SIGKILL says that it was this one. */
static bool was_oom_killed(struct supervisor *s, int wait_status)
{
	int fd = s->boot->launch.cgroup_fd;
	uint64_t before = s->oom_kills;

	s->oom_kills = fd < 0 ? 0 : cgroup_oom_kills(fd);
	return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL &&
	       s->oom_kills > before;
}

static void workload_ended(struct supervisor *s, int wait_status)
{
	struct boot *b = s->boot;

	b->workload = 0;
	record_exited(&b->record, wait_status, was_oom_killed(s, wait_status));
	record_send(&b->record);
	log_info("the workload ended with status %d", (int)b->record.content.exit_code);
	if (s->stage == STAGE_RUNNING && is_started_again(b, wait_status)) {
		if (b->launch.cgroup_fd >= 0)
			cgroup_kill(b->launch.cgroup_fd); /* what it left behind */
		log_info("starting it again in %u ms", life_begins_again(&s->workload));
	} else if (s->stage != STAGE_KILLING) {
		leave(s);
	}
}

static void start_workload(struct supervisor *s)
{
	struct boot *b = s->boot;
	struct error e = ERROR_INIT;
	int status;

	life_began(&s->workload);
	record_restarted(&b->record);
	if (launch_start(&b->launch, &b->workload, &status, &e) < 0) {
		log_error("%s", e.text);
		record_failed(&b->record, log_phase(), e.text);
		record_exit_code(&b->record, status);
		leave(s);
		return;
	}
	record_send(&b->record);
	if (record_write(&b->record, &e) < 0)
		log_error("%s, ignoring", e.text);
}

static void agent_ended(struct supervisor *s, int wait_status)
{
	s->boot->agent = 0;
	if (s->stage > STAGE_STOPPING)
		return;
	if (!s->agent.backoff.next_ns)
		record_warning(&s->boot->record, "the guest agent ended, and is started again");
	log_info("the guest agent ended with wait status %#x, starting it again in %u ms",
		 (unsigned)wait_status, life_begins_again(&s->agent));
}

static void start_agent(struct supervisor *s)
{
	struct error e = ERROR_INIT;

	life_began(&s->agent);
	if (agent_start(s->boot->agent_fd, &s->boot->agent, &e) < 0)
		log_info("%s, trying again in %u ms", e.text, life_begins_again(&s->agent));
}

static uint64_t rest_after(uint64_t start_ns)
{
	const uint64_t now_ns = clock_monotonic_ns();
	const uint64_t rest_ns = REAP_REST * (now_ns - start_ns);

	return now_ns + (rest_ns < REAP_REST_MAX_NS ? rest_ns : REAP_REST_MAX_NS);
}

/* Take the status of every child that has ended: SIGCHLDs merge into one, so one can mean many. */
static void reap(struct supervisor *s, const struct events *events)
{
	const uint64_t start_ns = clock_monotonic_ns();
	unsigned reaped = 0;
	int status;
	pid_t pid = 0;

	events_take_child(events); /* first: who ends during the search is an event of its own */
	while (reaped++ < MAX_REAPED && (pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == s->boot->workload)
			workload_ended(s, status);
		else if (pid == s->boot->agent)
			agent_ended(s, status);
	if (pid < 0 && errno == ECHILD && s->stage != STAGE_RUNNING)
		s->stage = STAGE_OVER;
	s->must_reap = pid > 0;
	s->rest_ns = s->must_reap ? start_ns : rest_after(start_ns);
}

/* What programs give a meaning to; the others are the kernel's, and about PID 1 itself. */
static bool is_forwarded(int number)
{
	static const int forwarded[] = { SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH };

	for (size_t i = 0; i < ARRAY_SIZE(forwarded); i++)
		if (number == forwarded[i])
			return true;
	return number >= SIGNAL_RTMIN;
}

static int take_signals(struct supervisor *s, const struct events *events, struct error *e)
{
	struct signalfd_siginfo infos[EVENTS_MAX_SIGNALS];
	int n = events_take_signals(events, infos, e);

	for (int i = 0; i < n; i++) {
		int number = (int)infos[i].ssi_signo;

		if (events_is_stop(number))
			stop(s, strsignal(number));
		else if (is_forwarded(number) && s->boot->workload)
			kill(s->boot->workload, number);
	}
	return n < 0 ? n : 0;
}

static void stage_deadline_passed(struct supervisor *s)
{
	if (s->stage != STAGE_KILLING) {
		kill_all(s);
		return;
	}
	log_error("some processes can't be killed, ignoring");
	s->stage = STAGE_OVER;
}

static bool has_passed(uint64_t deadline_ns, uint64_t now_ns)
{
	return deadline_ns && deadline_ns <= now_ns;
}

static void deadlines_passed(struct supervisor *s, const struct events *events)
{
	uint64_t now_ns = clock_monotonic_ns();

	net_leases_handle(s->boot, now_ns);
	if (has_passed(s->workload.again_ns, now_ns))
		start_workload(s);
	if (has_passed(s->agent.again_ns, now_ns))
		start_agent(s);
	if (has_passed(s->deadline_ns, now_ns))
		stage_deadline_passed(s);
	if (s->must_reap && s->rest_ns <= now_ns)
		reap(s, events);
}

static uint64_t next_deadline(const struct supervisor *s)
{
	const uint64_t deadlines[] = {
		s->deadline_ns, s->workload.again_ns, s->agent.again_ns,
		s->must_reap ? s->rest_ns : 0,
		net_leases_deadline_ns(s->boot),
	};
	uint64_t next = 0;

	for (size_t i = 0; i < ARRAY_SIZE(deadlines); i++)
		if (deadlines[i] && (!next || deadlines[i] < next))
			next = deadlines[i];
	return next;
}

static int handle_events(struct supervisor *s, const struct events *events, struct error *e)
{
	int happened = events_wait(events, !s->must_reap, next_deadline(s), e);

	if (happened < 0)
		return happened;
	if (happened & EVENT_CHILD)
		s->must_reap = true;
	if (happened & EVENT_STDIO)
		stdio_handle(&s->boot->stdio);
	if (happened & EVENT_POWER_BUTTON)
		stop(s, BUTTON_PRESSED);
	if (happened & EVENT_SIGNAL) {
		int r = take_signals(s, events, e);

		if (r < 0)
			return r;
	}
	deadlines_passed(s, events);
	return 0;
}

static bool is_told_to_stop(const struct events *events, int happened)
{
	struct signalfd_siginfo infos[EVENTS_MAX_SIGNALS];
	struct error e = ERROR_INIT;
	bool told = happened & EVENT_POWER_BUTTON;
	int n = happened & EVENT_SIGNAL ? events_take_signals(events, infos, &e) : 0;

	for (int i = 0; i < n; i++)
		told = told || events_is_stop((int)infos[i].ssi_signo);
	return told;
}

/* Nobody is left to write. What the host hasn't taken yet it gets, however slow it is, unless it
 * has asked for the end: then it has a little time. */
static void hand_over_output(struct supervisor *s, const struct events *events)
{
	struct stdio *stdio = &s->boot->stdio;
	uint64_t deadline_ns = s->was_told ? clock_monotonic_ns() + OUTPUT_TIMEOUT_S * NS_PER_S : 0;
	struct error e = ERROR_INIT;

	for (stdio_end(stdio); !stdio_is_over(stdio); stdio_handle(stdio)) {
		int happened = events_wait(events, false, deadline_ns, &e);

		if (happened <= 0) {
			log_error("the host doesn't take all of the workload's output, ignoring");
			return;
		}
		if (happened & EVENT_LEASE)
			net_leases_handle(s->boot, clock_monotonic_ns());
		if (is_told_to_stop(events, happened) && !deadline_ns)
			deadline_ns = clock_monotonic_ns() + OUTPUT_TIMEOUT_S * NS_PER_S;
	}
}

int supervise(struct boot *b, struct error *e)
{
	struct supervisor s = {
		.boot = b,
		.workload.backoff.first_ns = (uint64_t)b->config.restart.delay_ms * NS_PER_MS,
		.agent.backoff.first_ns = AGENT_PAUSE_NS,
		.rest_ns = clock_monotonic_ns(),
	};
	struct events events;
	int r = events_open(&events, &b->buttons, b, e);

	if (r < 0)
		return r;
	life_began(&s.workload);
	life_began(&s.agent);
	if (b->button_was_pressed)
		stop(&s, BUTTON_PRESSED);
	while (r == 0 && s.stage != STAGE_OVER)
		r = handle_events(&s, &events, e);
	if (r == 0)
		hand_over_output(&s, &events);
	events_release(&events);
	return r;
}

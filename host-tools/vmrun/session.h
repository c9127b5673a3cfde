/* session.h - one virtual machine, from its start to its end.
 *
 * Theory of operation. QEMU is a child with three lines to us: its standard output is the guest's
 * console, one socket is the port of the workload's streams, one is its monitor. All is done by one
 * loop around poll(2), in which nothing else waits:
 *
 *   RUNNING --asked to stop--> STOPPING --asked again, or deadline--> KILLED
 *
 * STOPPING presses the guest's power button, again and again, since a guest that is still booting
 * doesn't hear it. The loop ends when QEMU has, and all that it left behind is written. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "common/field.h"
#include "host-tools/vmrun/child.h"
#include "host-tools/vmrun/console.h"
#include "host-tools/vmrun/monitor.h"
#include "host-tools/vmrun/signals.h"
#include "host-tools/vmrun/streams.h"
#include "host-tools/vmrun/terminal.h"

/* QEMU's descriptors for the two sockets, as its command line names them. */
#define SESSION_STREAMS_FD 3
#define SESSION_MONITOR_FD 4

/* Why a machine was stopped, or killed. */
enum session_cause {
	CAUSE_NONE, CAUSE_SIGNAL, CAUSE_ESCAPE, CAUSE_TIMEOUT, CAUSE_BOOT_TIMEOUT, CAUSE_OUTPUT,
	CAUSE_NONSENSE,
};

struct session_request {
	const struct strv *argv;	    /* of QEMU */
	struct signals *signals;
	bool has_streams;		    /* else the console is the output */
	bool takes_input, is_terminal, is_verbose;
	bool is_held;			    /* the VM stays after its workload's end */
	unsigned timeout_s, boot_timeout_s; /* 0: none */
	unsigned stop_timeout_s;	    /* how long a stop may take */
	int log_fd;			    /* takes the console; -EBADF: none */
	void (*is_started)(void *context);  /* called once QEMU has opened all its files */
	void *context;
};

struct session {
	const struct session_request *request;
	struct child qemu;
	int status;			  /* of QEMU, as waitpid(2) gives it */
	struct console console, messages; /* messages: QEMU's own */
	struct monitor monitor;
	struct streams streams;
	struct terminal terminal;
	bool is_ready, is_stopping, is_killed;
	enum session_cause cause;	   /* of the stop or kill; the first counts */
	uint64_t start_us, exit_us;	   /* of QEMU; CLOCK_MONOTONIC */
	uint64_t kill_at_us, button_at_us; /* 0: not */
};

/* Run it. Returns 0 when QEMU was started and has ended, however that was: *s says how; else a
 * negative errno. */
int session_run(struct session *s, const struct session_request *request, struct error *e);

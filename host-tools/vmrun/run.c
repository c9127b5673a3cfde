/* run.c - one run: from the command line to the exit status. */
#include "host-tools/vmrun/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/atomic_file.h"
#include "host-tools/lib/cmdline.h"
#include "host-tools/lib/config_reader.h"
#include "host-tools/lib/retry.h"
#include "host-tools/lib/shell.h"
#include "host-tools/lib/stream.h"
#include "host-tools/vmrun/accelerator.h"
#include "host-tools/vmrun/boot_files.h"
#include "host-tools/vmrun/clock.h"
#include "host-tools/vmrun/disks.h"
#include "host-tools/vmrun/outcome.h"
#include "host-tools/vmrun/patch.h"
#include "host-tools/vmrun/timings.h"

#define OPTIONS_NAME "options" /* what messages call the spec that the command line makes */
#define STREAMS_WORD "guest_init.stdio"
#define VERBOSE_WORDS "loglevel=6 guest_init.log=info"

struct run {
	const struct request *request;
	uint64_t begin_us;
	struct signals signals;
	struct workspace workspace;
	struct document_list documents; /* the spec comes first */
	struct spec_request spec_request;
	struct spec spec;
	struct vm vm;
	const char *accel;
	cJSON *definition; /* of QEMU's command */
	struct strv argv;
	int config_fd; /* the config disk stays within reach when its name is gone */
	int log_fd;
	struct error *e;
};

/* The exit status for r, 0 or a negative errno. A signal that asked for it needs no message. */
static int fail(struct run *run, int r)
{
	if (run->signals.stop) {
		*run->e = (struct error)ERROR_INIT;
		return EXIT_SIGNAL + run->signals.stop;
	}
	return r < 0 ? EXIT_VMRUN : 0;
}

static int load_spec(struct run *run)
{
	const struct request *request = run->request;
	struct spec_request *spec = &run->spec_request;
	cJSON *patch = patch_make(request, &run->workspace);
	auto_free char *text = patch ? cJSON_PrintUnformatted(patch) : NULL;
	enum tool_exit code;

	if (!text) {
		cJSON_Delete(patch);
		return error_set(run->e, ENOMEM, "%m");
	}
	*spec = request->spec;
	if (request->rootfs) {
		spec->path = OPTIONS_NAME;
		spec->text = text;
	} else {
		spec->patch = patch;
	}
	code = spec_load(spec, &run->documents, &run->spec, run->e);
	spec->text = NULL;
	spec->patch = NULL;
	cJSON_Delete(patch);
	return code == TOOL_OK ? 0 : -EINVAL;
}

static bool has_streams(const struct run *run)
{
	return run->spec.config.init_mode == INIT_EXEC;
}

static int check_input(struct run *run)
{
	if (has_streams(run) || !run->request->takes_input)
		return 0;
	return error_set(run->e, EINVAL, "--interactive and --tty aren't for init_mode systemd: "
			 "its console takes no input");
}

/* What /init needs to hear for this way of running it comes before the spec's own words. */
static int extend_cmdline(struct run *run)
{
	char **append = &run->spec.config.host.cmdline_append, *more;

	if (asprintf(&more, "%s%s%s%s", has_streams(run) ? STREAMS_WORD : "",
		     run->request->is_verbose ? " " VERBOSE_WORDS : "",
		     *append && **append ? " " : "", *append ? *append : "") < 0)
		return error_set(run->e, ENOMEM, "%m");
	free(*append);
	*append = more;
	return 0;
}

static struct diag_list *findings(struct run *run)
{
	return &run->documents.items[0]->findings;
}

static int refuse_findings(struct run *run)
{
	if (documents_locate(&run->documents) < 0)
		return error_set(run->e, ENOMEM, "%m");
	return documents_failed(&run->documents) ? -EINVAL : 0;
}

static int forward_ports(struct run *run)
{
	struct vm *vm = &run->vm;

	for (size_t i = 0; i < vm->nic_count; i++)
		if (vm->nics[i].network && !strcmp(vm->nics[i].network, NETWORK_USER)) {
			vm->nics[i].forwards = run->request->forwards;
			return 0;
		}
	if (!run->request->forwards)
		return 0;
	return error_set(run->e, EINVAL,
			 "--publish: the VM has no NIC in the network \"" NETWORK_USER "\"");
}

static int make_machine(struct run *run)
{
	struct host *host = &run->spec.config.host;
	struct disks disks = {
		.request = &run->spec_request, .is_dry = run->request->is_dry,
		.maker = { .workspace = &run->workspace, .signals = &run->signals },
	};
	int r = boot_files_find(run->request, &run->spec_request, host, run->e);

	object_mark(&vmconfig_type, &run->spec.config, "host");
	if (r == 0)
		r = disks_make(&disks, &run->spec, run->e);
	if (r == 0)
		r = extend_cmdline(run);
	if (r < 0)
		return r;
	vm_make(&run->spec.config, &run->vm, findings(run));
	r = refuse_findings(run);
	if (r == 0)
		r = forward_ports(run);
	if (r == 0 && has_streams(run))
		run->vm.ports[run->vm.port_count++] = (struct vm_port){
			.name = FRAME_PORT, .backend = "socket,fd=3",
		};
	return r;
}
static_assert(SESSION_STREAMS_FD == 3 && SESSION_MONITOR_FD == 4, "as the texts say");

static int choose_accelerator(struct run *run)
{
	const struct host *host = &run->spec.config.host;

	run->accel = run->request->accel;
	if (!run->accel && run->request->is_dry)
		run->accel = "kvm:tcg";
	if (run->accel)
		return 0;
	return accelerator_choose(run->request->machine, host->kernel, host->initrd,
				  &run->signals, &run->accel, run->e);
}

/* The monitor is for us; whatever a patch of the spec makes of the rest, it is there. */
static int add_monitor(struct run *run)
{
	static const char *const words[] = {
		"-chardev", "socket,id=monitor,fd=4", "-mon", "chardev=monitor,mode=control",
	};
	cJSON *list = cJSON_GetObjectItemCaseSensitive(run->definition, "append");

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!cJSON_AddItemToArray(list, cJSON_CreateString(words[i])))
			return error_set(run->e, EINVAL,
					 "host.targets.qemu: argv and append must be arrays");
	return 0;
}

static int render(struct run *run)
{
	auto_free char *cmdline = NULL;
	struct render render = { .vm = &run->vm, .machine = run->request->machine,
				 .accel = run->accel };
	int r;

	if (cmdline_make(&target_qemu, &render, &cmdline, findings(run)) < 0)
		return error_set(run->e, ENOMEM, "%m");
	render.cmdline = cmdline;
	target_check(&target_qemu, &render, false, findings(run));
	r = refuse_findings(run);
	if (r == 0)
		r = target_definition(&target_qemu, &render, &run->definition, run->e);
	if (r == 0)
		r = add_monitor(run);
	return r == 0 ? shell_argv(run->definition, &run->argv, run->e) : r;
}

static int print_command(struct run *run)
{
	auto_free char *text = shell_print(run->definition, ARGV_SHELL, run->e);

	if (!text)
		return *run->e->text ? -EINVAL : error_set(run->e, ENOMEM, "%m");
	return stream_write_line(text, run->e);
}

/* What --keep keeps beside the disks. */
static int keep_files(struct run *run)
{
	auto_free char *command = workspace_file(&run->workspace, "command");
	auto_free char *log = workspace_file(&run->workspace, "console.log");
	auto_free char *text = shell_print(run->definition, ARGV_SHELL, run->e);
	int r;

	if (!command || !log || !text)
		return *run->e->text ? -EINVAL : error_set(run->e, ENOMEM, "%m");
	r = atomic_file_write(command, text, strlen(text), 0, run->e);
	if (r < 0)
		return r;
	run->log_fd = RETRY(open(log, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
	return run->log_fd < 0 ? error_set(run->e, errno, "%s: cannot make it: %m", log) : 0;
}

/* Its files stay QEMU's, and the config disk ours, without their names: from here on not even a
 * SIGKILL leaves anything behind. */
static void leave_no_trace(void *context)
{
	struct run *run = context;

	workspace_remove(&run->workspace);
}

static void read_record(struct run *run, struct end_record *ret, struct error *e)
{
	auto_free char *block = NULL;
	char path[64];
	size_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", run->config_fd);
	if (config_reader_read(path, VMCONFIG_STATUS_PATH, VMCONFIG_STATUS_SIZE, &block, &len,
			       e) == 0)
		end_record_read(block, len, ret, e);
}

static int boot(struct run *run)
{
	const struct request *request = run->request;
	const struct vmconfig *config = &run->spec.config;
	const struct session_request session_request = {
		.argv = &run->argv, .signals = &run->signals, .has_streams = has_streams(run),
		.takes_input = request->takes_input, .is_terminal = request->is_terminal,
		.is_verbose = request->is_verbose, .is_held = config->on_exit == ON_EXIT_HOLD,
		.timeout_s = (unsigned)request->timeout_s,
		.boot_timeout_s = (unsigned)request->boot_timeout_s,
		.stop_timeout_s = 2 * (unsigned)config->stop_timeout, .log_fd = run->log_fd,
		.is_started = leave_no_trace, .context = run,
	};
	auto_free struct session *session = calloc(1, sizeof(*session));
	struct end_record record = END_RECORD_INIT;
	struct error ignored = ERROR_INIT;
	int status;

	if (!session)
		return fail(run, error_set(run->e, ENOMEM, "%m"));
	if (session_run(session, &session_request, run->e) < 0)
		return fail(run, -EIO);
	read_record(run, &record, &ignored);
	status = outcome_judge(session, &record, run->e);
	if (request->shows_timings)
		timings_print(run->begin_us, session, &record, stderr);
	end_record_release(&record);
	return status;
}

static int open_config(struct run *run)
{
	const char *path = run->spec.config.host.disks.config.path;

	run->config_fd = RETRY(open(path, O_RDONLY | O_CLOEXEC));
	return run->config_fd < 0 ? error_set(run->e, errno, "%s: cannot open: %m", path) : 0;
}

/* What a boot needs besides the command. */
static int make_ready(struct run *run)
{
	int r = child_resolve(&run->argv, run->e);

	if (r == 0)
		r = open_config(run);
	if (r == 0 && run->request->keep)
		r = keep_files(run);
	return r;
}

static int prepare(struct run *run)
{
	const struct request *request = run->request;
	int r = signals_open(&run->signals, run->e);

	if (r == 0)
		r = workspace_open(&run->workspace, request->keep, !request->is_dry, run->e);
	if (r == 0)
		r = load_spec(run);
	if (r == 0)
		r = check_input(run);
	if (r == 0)
		r = make_machine(run);
	if (r == 0)
		r = choose_accelerator(run);
	if (r == 0)
		r = render(run);
	return r == 0 && !request->is_dry ? make_ready(run) : r;
}

static int prepare_and_boot(struct run *run)
{
	int r = prepare(run);

	documents_report(&run->documents, REPORT_TEXT, stderr); /* before the guest says anything */
	if (r == 0)
		signals_take(&run->signals);
	if (r < 0 || run->signals.stop)
		return fail(run, r);
	if (run->request->is_dry)
		return print_command(run) < 0 ? EXIT_VMRUN : 0;
	return boot(run);
}

int run_machine(const struct request *request, struct error *e)
{
	struct run run = {
		.request = request, .begin_us = clock_us(), .signals = SIGNALS_INIT,
		.documents = DOCUMENT_LIST_INIT, .config_fd = -EBADF, .log_fd = -EBADF, .e = e,
	};
	int status = prepare_and_boot(&run);

	workspace_close(&run.workspace);
	document_list_release(&run.documents);
	strv_release(&run.argv);
	cJSON_Delete(run.definition);
	spec_release(&run.spec);
	if (run.config_fd >= 0)
		close(run.config_fd);
	if (run.log_fd >= 0)
		close(run.log_fd);
	signals_close(&run.signals);
	return status;
}

/* main.c - vmrun: run a container's root, or a spec, in a virtual machine. */
#include <stdio.h>

#include "host-tools/lib/about.h"
#include "host-tools/lib/stream.h"
#include "host-tools/vmrun/outcome.h"
#include "host-tools/vmrun/request.h"
#include "host-tools/vmrun/run.h"

static int run_request(const struct request *request, struct error *e)
{
	switch (request->mode) {
	case MODE_COMPLETION:
		return about_completion(&vmrun_tool, request->shell, e) == TOOL_OK ? 0 : EXIT_VMRUN;
	case MODE_HELP:
		return about_help(&vmrun_tool, e) == TOOL_OK ? 0 : EXIT_VMRUN;
	case MODE_VERSION:
		return about_version(&vmrun_tool, e) == TOOL_OK ? 0 : EXIT_VMRUN;
	default:
		return run_machine(request, e);
	}
}

int main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	struct request request = { .mode = MODE_RUN };
	int status = EXIT_VMRUN;

	if (stream_init(&e) < 0) {
		fprintf(stderr, "%s: %s\n", vmrun_tool.name, e.text);
		return status;
	}
	if (request_parse(argc, argv, &request, &e) < 0) {
		options_print_misuse(&vmrun_tool, &e, stderr);
	} else {
		status = run_request(&request, &e);
		if (*e.text)
			fprintf(stderr, "%s: %s\n", vmrun_tool.name, e.text);
	}
	request_release(&request);
	return status;
}

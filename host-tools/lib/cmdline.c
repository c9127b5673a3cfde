/* cmdline.c - the kernel's command line for a target. */
#include "host-tools/lib/cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "host-tools/lib/text_stream.h"

/* Firecracker and QEMU's microvm without ACPI add " virtio_mmio.device=4K@0x…:5" per device. */
#define MMIO_WORD_SIZE 40u

static size_t reserve(const struct target *target, const struct render *r)
{
	size_t devices = r->vm->disk_count + r->vm->nic_count + r->vm->has_vsock;

	return strcmp(target->name, "firecracker") ? 0 : devices * MMIO_WORD_SIZE;
}

static int print_words(FILE *out, const struct target *target, const struct render *r)
{
	auto_free char *extra = target->extra_cmdline ? target->extra_cmdline(r) : NULL;
	const char *console = target->console ? target->console : r->machine->console;
	const char *machine = target->console ? NULL : r->machine->cmdline;
	const char *append = r->vm->host->cmdline_append;

	if (target->extra_cmdline && !extra)
		return -ENOMEM;
	if (r->vm->host->console.mode != CONSOLE_OFF)
		fprintf(out, "console=%s ", console);
	fprintf(out, "panic=-1 quiet");
	if (machine)
		fprintf(out, " %s", machine);
	if (target->cmdline)
		fprintf(out, " %s", target->cmdline);
	if (extra)
		fprintf(out, "%s", extra);
	if (append && *append)
		fprintf(out, " %s", append);
	return 0;
}

int cmdline_make(const struct target *target, const struct render *r, char **ret,
		 struct diag_list *list)
{
	auto_free char *text = NULL;
	size_t length, room = VMCONFIG_MAX_CMDLINE, taken = reserve(target, r);
	struct text_stream s;
	int status;

	if (text_stream_open(&s) < 0)
		return -ENOMEM;
	status = print_words(s.out, target, r);
	if (text_stream_close(&s, &text, &length) < 0 || status < 0)
		return -ENOMEM;
	room -= taken < room ? taken : room;
	if (length > room)
		diag_error(list, "/host/cmdline_append", "makes a kernel command line of %zu bytes "
			   "(at most %zu fit)", length, room);
	*ret = take_ptr(text);
	return 0;
}

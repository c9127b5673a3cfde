/* name_table.c - numbers of Linux by their names: signals, resource limits, capabilities. */
#include "common/name_table.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>

#include <linux/capability.h>

#include "common/cleanup.h"

#define SIGNAL(name) { #name, SIG##name }
#define RLIMIT(name) { #name, RLIMIT_##name }
#define CAPABILITY(name) { #name, CAP_##name }

static const struct name_number signals[] = {
	SIGNAL(HUP), SIGNAL(INT), SIGNAL(QUIT), SIGNAL(ILL), SIGNAL(TRAP), SIGNAL(ABRT),
	SIGNAL(BUS), SIGNAL(FPE), SIGNAL(KILL), SIGNAL(USR1), SIGNAL(SEGV), SIGNAL(USR2),
	SIGNAL(PIPE), SIGNAL(ALRM), SIGNAL(TERM), SIGNAL(STKFLT), SIGNAL(CHLD), SIGNAL(CONT),
	SIGNAL(STOP), SIGNAL(TSTP), SIGNAL(TTIN), SIGNAL(TTOU), SIGNAL(URG), SIGNAL(XCPU),
	SIGNAL(XFSZ), SIGNAL(VTALRM), SIGNAL(PROF), SIGNAL(WINCH), SIGNAL(IO), SIGNAL(PWR),
	SIGNAL(SYS), { "IOT", SIGABRT }, { "POLL", SIGIO }, { "CLD", SIGCHLD },
	{ "RTMIN", SIGNAL_RTMIN }, { "RTMAX", SIGNAL_RTMAX },
};
const struct name_table signal_names = { "SIG", signals, ARRAY_SIZE(signals) };

static const struct name_number rlimits[] = {
	RLIMIT(AS), RLIMIT(CORE), RLIMIT(CPU), RLIMIT(DATA), RLIMIT(FSIZE), RLIMIT(LOCKS),
	RLIMIT(MEMLOCK), RLIMIT(MSGQUEUE), RLIMIT(NICE), RLIMIT(NOFILE), RLIMIT(NPROC), RLIMIT(RSS),
	RLIMIT(RTPRIO), RLIMIT(RTTIME), RLIMIT(SIGPENDING), RLIMIT(STACK),
};
const struct name_table rlimit_names = { "RLIMIT_", rlimits, ARRAY_SIZE(rlimits) };

static const struct name_number capabilities[] = {
	CAPABILITY(CHOWN), CAPABILITY(DAC_OVERRIDE), CAPABILITY(DAC_READ_SEARCH),
	CAPABILITY(FOWNER), CAPABILITY(FSETID), CAPABILITY(KILL), CAPABILITY(SETGID),
	CAPABILITY(SETUID), CAPABILITY(SETPCAP), CAPABILITY(LINUX_IMMUTABLE),
	CAPABILITY(NET_BIND_SERVICE), CAPABILITY(NET_BROADCAST), CAPABILITY(NET_ADMIN),
	CAPABILITY(NET_RAW), CAPABILITY(IPC_LOCK), CAPABILITY(IPC_OWNER), CAPABILITY(SYS_MODULE),
	CAPABILITY(SYS_RAWIO), CAPABILITY(SYS_CHROOT), CAPABILITY(SYS_PTRACE),
	CAPABILITY(SYS_PACCT), CAPABILITY(SYS_ADMIN), CAPABILITY(SYS_BOOT), CAPABILITY(SYS_NICE),
	CAPABILITY(SYS_RESOURCE), CAPABILITY(SYS_TIME), CAPABILITY(SYS_TTY_CONFIG),
	CAPABILITY(MKNOD), CAPABILITY(LEASE), CAPABILITY(AUDIT_WRITE), CAPABILITY(AUDIT_CONTROL),
	CAPABILITY(SETFCAP), CAPABILITY(MAC_OVERRIDE), CAPABILITY(MAC_ADMIN), CAPABILITY(SYSLOG),
	CAPABILITY(WAKE_ALARM), CAPABILITY(BLOCK_SUSPEND), CAPABILITY(AUDIT_READ),
	CAPABILITY(PERFMON), CAPABILITY(BPF), CAPABILITY(CHECKPOINT_RESTORE),
};
const struct name_table capability_names = { "CAP_", capabilities, ARRAY_SIZE(capabilities) };

int name_table_find(const struct name_table *table, const char *name)
{
	size_t prefix_len = strlen(table->prefix);

	if (!strncasecmp(name, table->prefix, prefix_len))
		name += prefix_len;
	for (size_t i = 0; i < table->count; i++)
		if (!strcasecmp(table->items[i].name, name))
			return table->items[i].number;
	return -ENOENT;
}

/* A decimal number of one or two digits; -EINVAL when it isn't one. */
static int parse_small(const char *text)
{
	size_t len = strspn(text, "0123456789");
	int number = 0;

	if (len < 1 || len > 2 || text[len])
		return -EINVAL;
	while (*text)
		number = 10 * number + *text++ - '0';
	return number;
}

int signal_parse(const char *text)
{
	size_t name_len = strcspn(text, "+-");
	int number = parse_small(text), offset;
	char name[16];

	if (!text[name_len]) {
		if (number < 0)
			number = name_table_find(&signal_names, text);
		return number >= 1 && number <= SIGNAL_RTMAX ? number : -EINVAL;
	}
	if (name_len >= sizeof(name))
		return -EINVAL;
	memcpy(name, text, name_len);
	name[name_len] = '\0';
	number = name_table_find(&signal_names, name);
	offset = parse_small(text + name_len + 1);
	if (offset < 0 || number != (text[name_len] == '+' ? SIGNAL_RTMIN : SIGNAL_RTMAX))
		return -EINVAL; /* only up from the first, and down from the last */
	number += text[name_len] == '+' ? offset : -offset;
	return number >= SIGNAL_RTMIN && number <= SIGNAL_RTMAX ? number : -EINVAL;
}

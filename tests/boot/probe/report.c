/* report.c - the report: one JSON object of all that a workload can see. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"

extern char **environ;

int cmd_report(int argc, char **argv)
{
	struct json_out o;

	json_begin(&o, "report");
	report_process(&o);
	report_mounts(&o);
	report_network(&o);
	json_open(&o, "files", '{');
	for (int i = 1; i < argc; i++) {
		auto_free char *text = read_whole(argv[i], NULL);

		json_string(&o, argv[i], text);
	}
	json_close(&o, '{');
	return json_end(&o);
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Equals: sort the K=V lines bytewise, then cksum. */
int cmd_env_sum(int argc, char **argv)
{
	unsigned long long len = 0;
	struct json_out o;
	unsigned crc = 0;
	size_t n = 0;

	(void)argc;
	(void)argv;
	while (environ[n])
		n++;
	qsort(environ, n, sizeof(*environ), compare_strings);
	for (size_t i = 0; i < n; i++) {
		crc = cksum_add(crc, environ[i], strlen(environ[i]));
		crc = cksum_add(crc, "\n", 1);
		len += strlen(environ[i]) + 1;
	}
	json_begin(&o, "env-sum");
	json_number(&o, "count", (long long)n);
	json_number(&o, "bytes", (long long)len);
	json_number(&o, "cksum", cksum_end(crc, len));
	return json_end(&o);
}

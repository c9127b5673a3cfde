/* fuzz_env_file.c - any file of variables: findings in their lines, and an environment that
 * execve(2) takes. */
#include "common/cleanup.h"
#include "host-tools/lib/env_file.h"
#include "tests/fuzz/input.h"

static size_t count_lines(const char *text, size_t size)
{
	size_t lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

static void check(const struct strmap *env)
{
	for (size_t i = 0; i < env->count; i++) {
		assert(*env->items[i].name && !strpbrk(env->items[i].name, "= \t\n"));
		assert(env_is_text(env->items[i].name) && env_is_text(env->items[i].value));
		assert(!strchr(env->items[i].value, '\n'));
		for (size_t j = 0; j < i; j++)
			assert(strcmp(env->items[i].name, env->items[j].name));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document d = { .plain = true, .text = input_text(data, size), .len = size };
	struct strmap env = { 0 };

	clearenv();
	assert(setenv("HOME", "/root", 1) == 0 && setenv("BAD", "\xff", 1) == 0);
	assert(env_file_parse(&d, &env) == 0);
	for (size_t i = 0; i < d.findings.count; i++)
		assert(d.findings.items[i].line <= count_lines(d.text, size));
	input_check_findings(&d.findings);
	check(&env);
	strmap_release(&env);
	diag_list_release(&d.findings);
	free(d.text);
	return 0;
}

/* fuzz_cmdline.c - any kernel command line: a value that stands in it, of the length that fits.
 *
 * Input: KEY NUL LINE; KEY is a module's name as well. */
#include <errno.h>

#include "common/cleanup.h"
#include "common/selector.h"
#include "guest-init/sys/cmdline.h"
#include "tests/fuzz/input.h"

static void check_selector(const char *line)
{
	struct selector selector;
	char value[300];

	if (cmdline_get(line, "guest_init.config", value, sizeof(value)) < 0)
		return;
	assert((selector_parse(value, &selector) == 0) == !selector_check(value));
}

static void check_parameters(const char *line, const char *module)
{
	auto_free char *parameters = malloc(strlen(line) + 1);
	size_t len;

	assert(parameters);
	len = cmdline_module_parameters(line, module, strlen(module), parameters);
	assert(len == strlen(parameters) && len <= strlen(line));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *key = input_text(data, size);
	size_t key_size = strlen(key) + 1;
	auto_free char *line =
		key_size < size ? input_text(data + key_size, size - key_size) : strdup("");
	auto_free char *value = malloc(size + 1), *fits = NULL;
	int len = cmdline_get(line, key, value, size + 1);

	check_selector(line);
	check_parameters(line, key);
	assert(len >= 0 || len == -ENOENT);
	if (len < 0)
		return 0;
	assert(strlen(value) == (size_t)len && strstr(line, value));
	fits = malloc((size_t)len + 1);
	assert(cmdline_get(line, key, fits, (size_t)len + 1) == len && !strcmp(value, fits));
	assert(!len || cmdline_get(line, key, fits, (size_t)len) == -ENOSPC);
	return 0;
}

/* test_out_of_memory.c - every single allocation fails once: -ENOMEM, no leak, nothing half done.
 *
 * The linker sends what our code asks for to the functions below (--wrap); cJSON has hooks. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/end_record.h"
#include "common/json.h"
#include "common/vmconfig_rules.h"
#include "tests/unit/every_field.h"

static size_t left; /* allocations that still succeed; SIZE_MAX: all */
static size_t failed;

static bool fails(void)
{
	if (left == SIZE_MAX)
		return false;
	if (left) {
		left--;
		return false;
	}
	left = SIZE_MAX; /* one failure, so that the clean-up's own mistakes show */
	failed++;
	errno = ENOMEM;
	return true;
}

#define WRAP(type, name, parameters, arguments)      \
	type __real_##name parameters;               \
	type __wrap_##name parameters;               \
	type __wrap_##name parameters                \
	{                                            \
		return fails() ? NULL : __real_##name arguments; \
	}
WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, calloc, (size_t count, size_t size), (count, size))
WRAP(void *, realloc, (void *p, size_t size), (p, size))
WRAP(void *, reallocarray, (void *p, size_t count, size_t size), (p, count, size))
WRAP(char *, strdup, (const char *text), (text))

int __real_vasprintf(char **ret, const char *fmt, va_list ap);
int __wrap_vasprintf(char **ret, const char *fmt, va_list ap);
int __wrap_asprintf(char **ret, const char *fmt, ...);

int __wrap_vasprintf(char **ret, const char *fmt, va_list ap)
{
	if (!fails())
		return __real_vasprintf(ret, fmt, ap);
	*ret = (char *)1; /* it is undefined then: nobody may free it */
	return -1;
}

int __wrap_asprintf(char **ret, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = __wrap_vasprintf(ret, fmt, ap);
	va_end(ap);
	return n;
}

static void *hook_malloc(size_t size)
{
	return __wrap_malloc(size);
}

/* Run with the first, the second, … allocation failing, until none does. */
static void for_each_failure(int (*run)(void), int expected)
{
	for (size_t n = 0;; n++) {
		int r;

		failed = 0;
		left = n;
		r = run();
		left = SIZE_MAX;
		if (!failed) {
			assert_int_equal(r, expected);
			assert_true(n > 3); /* the wrapping works */
			return;
		}
		if (r != -ENOMEM)
			fail_msg("allocation %zu fails: %d", n, r);
	}
}

static int parse(const char *text, size_t len)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct vmconfig c = VMCONFIG_INIT;
	int r = vmconfig_parse(text, len, &c, &list);

	diag_list_release(&list);
	vmconfig_release(&c);
	return r;
}

static int parse_good(void)
{
	static const char text[] =
		"{\"entrypoint\":[\"a\",\"b\"],\"cmd\":[\"c\"],\"workdir\":\"/a\","
		"\"env\":{\"A\":\"b\",\"C\":\"d\"},"
		"\"network_enabled\":true,\"guest_ip\":\"192.0.2.2\",\"guest_gw\":\"192.0.2.1\","
		"\"volume_mounts\":["
		"{\"device\":\"/dev/vdd\",\"path\":\"/a\",\"mode\":\"ro\",\"options\":[\"x\"]},"
		"{\"device\":\"/dev/vde\",\"path\":\"/b\",\"mode\":\"overlay\","
		"\"overlay_device\":\"/dev/vdf\"}],"
		"\"unknwon\":[1,{\"a/b\":2}]}";

	return parse(text, sizeof(text) - 1);
}

static int parse_bad(void)
{
	static const char text[] =
		"{\"cmd\":[1,\"\"],\"workdir\":\"a\",\"env\":{\"=\":\"b\",\"\\u0041\":1},"
		"\"init_mode\":\"x\",\"guest_cidr\":0,\"config_version\":\"a\","
		"\"volume_mounts\":[{\"device\":\"x\",\"path\":\"/a\"},"
		"{\"path\":\"/a\",\"mode\":\"overlay\"}],"
		"\"Cmd\":1,\"skip_guest_agent\":[],\"guest_dns\":\",\"}";

	return parse(text, sizeof(text) - 1);
}

static int parse_broken(void)
{
	static const char text[] = "{\"a\":{\"b\\n\":[1,2,{\"c\":1,\"d\":2,\"c\":3}]}}";

	return parse(text, sizeof(text) - 1);
}

static int parse_every_field(const char *text, struct vmconfig *c, struct diag_list *list)
{
	cJSON *root, *written;
	int r = json_parse(text, strlen(text), &root, list);

	if (r < 0)
		return r;
	r = object_parse(&vmconfig_type, root, "", c, list);
	cJSON_Delete(root);
	if (r < 0)
		return r;
	vmconfig_check_rules(c, list);
	if (list->incomplete)
		return -ENOMEM;
	written = object_to_json(&vmconfig_type, c, OBJECT_NULLS);
	cJSON_Delete(written);
	return written ? (int)list->counts[DIAG_ERROR] : -ENOMEM;
}

static int check_every_field(const char *text)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct vmconfig c = VMCONFIG_INIT;
	int r = parse_every_field(text, &c, &list);

	diag_list_release(&list);
	vmconfig_release(&c);
	return r;
}

static int every_field(void)
{
	return check_every_field(EVERY_FIELD);
}

static int every_network_field(void)
{
	return check_every_field(EVERY_NETWORK_FIELD);
}

static int locate(void)
{
	static const char text[] = "{\"a\":[1,{\"b/~\":2}],\"c\":3}";
	struct diag_list list = DIAG_LIST_INIT;
	int r;

	diag_error(&list, "/a/1/b~1~0", "one");
	diag_error(&list, "/c", "two");
	diag_error(&list, "/nowhere", "three");
	r = json_locate(text, sizeof(text) - 1, &list);
	r = list.incomplete ? -ENOMEM : r;
	diag_list_release(&list);
	return r;
}

static int end_record(void)
{
	static const char text[] =
		"{\"version\":1,\"state\":\"failed\",\"phase\":\"root\",\"error\":\"e\","
		"\"warnings\":[\"a\",\"b\"],\"boot_id\":\"x\","
		"\"phases\":[{\"name\":\"config\",\"start_us\":1,\"end_us\":2}]}";
	struct end_record record = END_RECORD_INIT;
	struct error e = ERROR_INIT;
	char block[END_RECORD_SIZE];
	int r = end_record_read(text, sizeof(text) - 1, &record, &e);

	if (r == 0)
		r = end_record_write(&record, block);
	end_record_release(&record);
	return r < 0 ? r : 0;
}

static void test_parse(void **state)
{
	(void)state;
	for_each_failure(parse_good, 0);
	for_each_failure(parse_bad, -EINVAL);
	for_each_failure(parse_broken, -EBADMSG);
}

static void test_every_field(void **state)
{
	(void)state;
	for_each_failure(every_field, 0);
	for_each_failure(every_network_field, 0);
}

static void test_locate(void **state)
{
	(void)state;
	for_each_failure(locate, 0);
}

static void test_end_record(void **state)
{
	(void)state;
	for_each_failure(end_record, 0);
}

int main(void)
{
	cJSON_Hooks hooks = { .malloc_fn = hook_malloc, .free_fn = free };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_every_field),
		cmocka_unit_test(test_locate),
		cmocka_unit_test(test_end_record),
	};

	left = SIZE_MAX;
	cJSON_InitHooks(&hooks);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

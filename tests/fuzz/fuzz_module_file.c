/* fuzz_module_file.c - any file as a kernel module or as /init: refused, or an ELF file within its
 * limits. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/elf_check.h"
#include "host-tools/mkguestinitrd/module_read.h"
#include "tests/fuzz/input.h"

static void check_module(const char *path)
{
	auto_buffer struct buffer module = BUFFER_INIT;
	struct error e = ERROR_INIT;
	int r = module_read(path, &module, &e);

	assert((r < 0) == (e.text[0] != '\0'));
	assert(r < 0 ? !module.data : module.size <= MODULE_SIZE_MAX);
	assert(r < 0 || !memcmp(module.data, "\177ELF", 4));
}

static void check_program(const uint8_t *data, size_t size)
{
	auto_buffer struct buffer program = BUFFER_INIT;
	struct error e = ERROR_INIT;

	assert(buffer_append(&program, data, size) == 0);
	assert((elf_check_static(&program, "init", &e) < 0) == (e.text[0] != '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_close int fd = memfd_create("module", MFD_CLOEXEC);
	char path[32];

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	check_module(path);
	check_program(data, size);
	return 0;
}

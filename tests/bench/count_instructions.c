/* count_instructions.c - a plugin of QEMU's: how much does the guest's processor work in user
 * space, and how much in the kernel, from /init's first instruction to the workload's first?
 *
 * Arguments: from=ADDRESS and until=ADDRESS, where those two are (hexadecimal); out=FILE, which
 * gets
 *
 *   user COUNT
 *   kernel COUNT
 *   at ADDRESS COUNT      user space, for each block of instructions that was run
 *
 * QEMU counts by the block: one that a page fault cuts short is counted whole, both times. Source:
 * QEMU, TCG plugins; Debian packages no header for them, hence the declarations. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t plugin_id;
struct qemu_plugin_tb;

enum { CALLBACK_READS_NO_REGISTERS = 0 };

typedef void translation_function(plugin_id id, struct qemu_plugin_tb *block);
typedef void execution_function(unsigned cpu, void *data);
typedef void exit_function(plugin_id id, void *data);

extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, translation_function *callback);
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *block,
						 execution_function *callback, int flags,
						 void *data);
extern void qemu_plugin_register_atexit_cb(plugin_id id, exit_function *callback, void *data);
extern uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *block);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;
int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);

struct block {
	uint64_t address;
	uint64_t instructions; /* in it */
	uint64_t counted;      /* instructions run */
	struct block *next;
};

/* The guest has one processor, so that there is one thread here. */
static struct {
	enum { BEFORE, COUNTING, OVER } stage;
	uint64_t from, until;
	const char *out;
	struct block *blocks;
} state;

static bool is_user(const struct block *block)
{
	return block->address >> 63 == 0;
}

static void executed(unsigned cpu, void *data)
{
	struct block *block = data;

	(void)cpu;
	if (state.stage == BEFORE && block->address == state.from)
		state.stage = COUNTING;
	if (state.stage == COUNTING && block->address == state.until)
		state.stage = OVER;
	if (state.stage == COUNTING)
		block->counted += block->instructions;
}

static void translated(plugin_id id, struct qemu_plugin_tb *translation)
{
	struct block *block = calloc(1, sizeof(*block));

	(void)id;
	if (!block)
		abort();
	*block = (struct block){
		.address = qemu_plugin_tb_vaddr(translation),
		.instructions = qemu_plugin_tb_n_insns(translation),
		.next = state.blocks,
	};
	state.blocks = block;
	qemu_plugin_register_vcpu_tb_exec_cb(translation, executed, CALLBACK_READS_NO_REGISTERS,
					     block);
}

static void ended(plugin_id id, void *data)
{
	FILE *out = state.stage == OVER ? fopen(state.out, "we") : NULL;
	uint64_t user = 0, kernel = 0;

	(void)id;
	(void)data;
	if (!out)
		return;
	for (const struct block *block = state.blocks; block; block = block->next)
		*(is_user(block) ? &user : &kernel) += block->counted;
	fprintf(out, "user %" PRIu64 "\nkernel %" PRIu64 "\n", user, kernel);
	for (const struct block *block = state.blocks; block; block = block->next)
		if (is_user(block) && block->counted)
			fprintf(out, "at %" PRIx64 " %" PRIu64 "\n", block->address,
				block->counted);
	fclose(out);
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++)
		if (!strncmp(argv[i], "from=", strlen("from=")))
			state.from = strtoull(argv[i] + strlen("from="), NULL, 16);
		else if (!strncmp(argv[i], "until=", strlen("until=")))
			state.until = strtoull(argv[i] + strlen("until="), NULL, 16);
		else if (!strncmp(argv[i], "out=", strlen("out=")))
			state.out = argv[i] + strlen("out=");
	if (!state.from || !state.until || !state.out) {
		fprintf(stderr, "count_instructions: from=, until= and out= have to be given\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}

/* terminal.h - the user's terminal, lent to the workload. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

struct terminal {
	bool is_raw;
	struct termios saved;
};

/* Make standard input's terminal hand over every key as it is: the guest's terminal gives them
 * their meaning. What isn't a terminal any more stays as it is. */
void terminal_make_raw(struct terminal *t);

/* Put it back as it was. Accepts one that was never made raw, or zeroed. */
void terminal_restore(struct terminal *t);

/* Its size. Returns false when it has none. */
bool terminal_size(uint16_t *ret_rows, uint16_t *ret_columns);

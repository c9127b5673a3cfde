/* tty.h - terminals: the console, and pairs of pseudo-terminals. */
#pragma once
#include "common/error.h"

/* Open the device behind /dev/console, which itself can't be anybody's controlling terminal. One
 * that says nothing of its size, as serial lines don't, gets 24 lines of 80 characters.
 * Returns a descriptor, or a negative errno. */
int tty_open_console(struct error *e);

/* Open a new pair of 24 lines of 80 characters. Returns 0 or a negative errno. */
int tty_open_pair(int *ret_master, int *ret_slave);

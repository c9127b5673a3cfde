/* probe.h - what the probe's files offer each other: its sub-commands, and a few helpers. */
#pragma once
#include <stddef.h>

#include "tests/boot/probe/json_out.h"

/* A sub-command. argv[0] is its own name, argv[argc] is NULL; main() has checked argc.
 * Returns the exit status. */
int cmd_report(int argc, char **argv);
int cmd_env_sum(int argc, char **argv);
int cmd_exit(int argc, char **argv);
int cmd_kill(int argc, char **argv);
int cmd_sleep(int argc, char **argv);
int cmd_ignore_term(int argc, char **argv);
int cmd_daemon(int argc, char **argv);
int cmd_in_flight(int argc, char **argv);
int cmd_signals(int argc, char **argv);
int cmd_agent(int argc, char **argv);
int cmd_orphans(int argc, char **argv);
int cmd_fork_bomb(int argc, char **argv);
int cmd_container(int argc, char **argv);
int cmd_map(int argc, char **argv);
int cmd_memhog(int argc, char **argv);
int cmd_write(int argc, char **argv);
int cmd_sum(int argc, char **argv);
int cmd_idle(int argc, char **argv);
int cmd_tcp(int argc, char **argv);
int cmd_acknowledge(int argc, char **argv);
int cmd_recycled(int argc, char **argv);

/* Sections of the report: each adds its members to the object. */
void report_process(struct json_out *o);
void report_mounts(struct json_out *o);
void report_network(struct json_out *o);

/* A number from the command line, at most max; ends the program when it is none. */
unsigned long argument_number(const char *text, unsigned long max);

/* CLOCK_MONOTONIC in microseconds. */
long long now_us(void);

/* What a file holds, NUL terminated, for the caller to free; NULL (with errno) when it can't be
 * read. ret_len may be NULL. */
char *read_whole(const char *path, size_t *ret_len);

/* The checksum that cksum(1) prints: begin with 0, add the data, then its length in bytes. */
unsigned cksum_add(unsigned crc, const void *data, size_t len);
unsigned cksum_end(unsigned crc, unsigned long long len);

/* acknowledge.c - write for ever, and say of each write that it will last: for guests that are
 * killed.
 *
 * Theory of operation. Record N is a line of DIR/log. Before each KEEP_EVERYth comes a file of its
 * own, which is written under another name, synced and renamed; the last KEEP_COUNT stay. N is
 * printed after the log's fsync(), never before: whatever happens then, the next start finds
 * records 1 to N and the files. In between, nobody syncs what is written, so that something is
 * always in flight. */
#include "tests/boot/probe/probe.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"

#define RECORD_SIZE 30 /* bytes, with the newline */
#define KEEP_EVERY 8ul
#define KEEP_COUNT 8ul

static void format_record(char ret[RECORD_SIZE + 1], unsigned long n)
{
	snprintf(ret, RECORD_SIZE + 1, "%020lu %08x\n", n, cksum_add(0, &n, sizeof(n)));
}

static void sync_or_die(int fd, const char *what)
{
	if (fsync(fd) < 0)
		err(1, "fsync %s", what);
}

static void check_file(int dir_fd, unsigned long n)
{
	char name[24], want[RECORD_SIZE + 1], got[RECORD_SIZE + 1] = "";
	auto_close int fd = -EBADF;

	snprintf(name, sizeof(name), "%lu", n);
	format_record(want, n);
	fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, got, RECORD_SIZE) != RECORD_SIZE || strcmp(got, want) != 0)
		errx(1, "file %lu isn't there, or isn't whole", n);
}

/* How many records there are. One that was cut off behind them was never acknowledged: it goes. */
static unsigned long check_log(int log_fd)
{
	char want[RECORD_SIZE + 1], got[RECORD_SIZE + 1] = "";
	unsigned long n = 0;

	while (pread(log_fd, got, RECORD_SIZE, (off_t)(n * RECORD_SIZE)) == RECORD_SIZE) {
		format_record(want, n + 1);
		if (strcmp(got, want) != 0)
			break;
		n++;
	}
	if (ftruncate(log_fd, (off_t)(n * RECORD_SIZE)) < 0)
		err(1, "log");
	return n;
}

static void write_file(int dir_fd, unsigned long n)
{
	char name[24], record[RECORD_SIZE + 1];
	auto_close int fd = openat(dir_fd, "new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	format_record(record, n);
	snprintf(name, sizeof(name), "%lu", n);
	if (fd < 0 || write(fd, record, RECORD_SIZE) != RECORD_SIZE)
		err(1, "file %lu", n);
	sync_or_die(fd, "a file");
	if (renameat(dir_fd, "new", dir_fd, name) < 0)
		err(1, "rename %s", name);
	sync_or_die(dir_fd, "the directory");
	if (n <= KEEP_EVERY * (KEEP_COUNT + 1))
		return;
	snprintf(name, sizeof(name), "%lu", n - KEEP_EVERY * (KEEP_COUNT + 1));
	unlinkat(dir_fd, name, 0);
}

/* Never synced. */
static void litter(int dir_fd, unsigned long n)
{
	static const char block[16384];
	char name[24];
	auto_close int fd = -EBADF;

	snprintf(name, sizeof(name), "litter.%lu", n % 16);
	unlinkat(dir_fd, name, 0);
	fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, block, sizeof(block)) < 0)
		err(1, "%s", name);
}

static void write_record(int dir_fd, int log_fd, unsigned long n)
{
	char record[RECORD_SIZE + 1];

	format_record(record, n);
	litter(dir_fd, n);
	if (n % KEEP_EVERY == 0)
		write_file(dir_fd, n);
	if (pwrite(log_fd, record, RECORD_SIZE, (off_t)((n - 1) * RECORD_SIZE)) != RECORD_SIZE)
		err(1, "log");
	sync_or_die(log_fd, "the log");
	printf("acknowledged %lu\n", n);
	fflush(stdout);
}

int cmd_acknowledge(int argc, char **argv)
{
	auto_close int dir_fd = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_close int log_fd = openat(dir_fd, "log", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	unsigned long n, more = argument_number(argv[2], 1ul << 40);

	(void)argc;
	if (dir_fd < 0 || log_fd < 0)
		err(1, "%s", argv[1]);
	sync_or_die(dir_fd, argv[1]);
	n = check_log(log_fd);
	for (unsigned long i = 0; i < KEEP_COUNT && n / KEEP_EVERY > i; i++)
		check_file(dir_fd, (n / KEEP_EVERY - i) * KEEP_EVERY);
	printf("found %lu\n", n);
	for (; more > 0; more--)
		write_record(dir_fd, log_fd, ++n);
	return 0;
}

/* exitrd.h - the copy of /init that a systemd of the image returns to at its end.
 *
 * Theory of operation. After the hand-over nothing of /init runs. At its end systemd-shutdown looks
 * for /run/initramfs/shutdown, makes /run/initramfs the root, with what was the root on /oldroot,
 * and executes that file as PID 1, with what it was asked to do as first argument ("The initrd
 * interface of systemd"). The file is a copy of /init; it unmounts the old root, which systemd
 * itself stood on, writes the end record and ends the VM. All of it lives in the tmpfs /run. */
#pragma once
#include <stdbool.h>

#include "common/error.h"
#include "guest-init/record.h"

/* Put the copy and what it has to know (the record so far, and where it goes) into /run/initramfs.
 * The executable is the running one. Returns 0 or a negative errno. */
int exitrd_prepare(const struct record *r, struct error *e);

/* Whether this is the copy, at work: argv is main()'s. */
bool exitrd_is_called(char **argv);

/* Its work: unmount all, write the record, end the VM as argv says. Never returns. */
void exitrd_run(char **argv) __attribute__((noreturn));

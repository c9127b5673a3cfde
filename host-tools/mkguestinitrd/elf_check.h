/* elf_check.h - is this a program that a kernel can run with nothing else around? */
#pragma once
#include "common/error.h"
#include "host-tools/mkguestinitrd/buffer.h"

/* Check that program is a static ELF executable, of any machine, class and byte order: position
 * dependent or static-pie, with no dynamic loader (PT_INTERP).
 * name: for messages. Returns 0 or -ENOEXEC. */
int elf_check_static(const struct buffer *program, const char *name, struct error *e);

/* Check that object is a relocatable ELF object, as kernel modules are. Returns 0 or -ENOEXEC. */
int elf_check_module(const struct buffer *object, const char *name, struct error *e);

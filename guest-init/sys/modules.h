/* modules.h - load kernel modules from a directory, in the order that a list in it gives. */
#pragma once
#include <stddef.h>

#include "common/error.h"
#include "guest-init/sys/cmdline.h"

#define MODULES_MAX_LIST (64u << 10) /* bytes of a list */
#define MODULES_MAX_NAME 64u         /* bytes of a file name */
#define MODULES_MAX_HELD 8u

struct module_file {
	int fd;
	int flags; /* of finit_module(2) */
	char name[MODULES_MAX_NAME + 1];
};

struct held_modules {
	struct module_file items[MODULES_MAX_HELD];
	size_t count;
};

/* Load what LIST.list in dir_fd names: one file name a line, in load order, "virtio_blk.ko"; the
 * kernel itself unpacks .ko.gz, .ko.xz and .ko.zst (CONFIG_MODULE_DECOMPRESS). Empty lines don't
 * count. A module gets the parameters that the kernel command line has for it. What is loaded
 * already is fine, and so is a driver whose hardware is absent (ENODEV).
 * cmdline: less than CMDLINE_SIZE bytes.
 * Returns 0, also when there is no such list. A module that fails doesn't keep the others from
 * being tried: the first failure is returned at the end and *e names the module.
 * -EINVAL: a name is not a plain file name of a module; -EFBIG: the list is too long. */
int modules_load(int dir_fd, const char *list, const char *cmdline, struct error *e);

/* Open what LIST.list names, at most MODULES_MAX_HELD, for modules_load_held(): by then the files
 * may have no name any more. Returns 0, also when there is no such list, or what modules_load()
 * does, with nothing held. */
int modules_hold(int dir_fd, const char *list, struct held_modules *ret, struct error *e);

/* As modules_load(). Nothing is held afterwards. */
int modules_load_held(struct held_modules *held, const char *cmdline, struct error *e);

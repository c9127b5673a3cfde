/* boot.h - what the phases of a boot hand on to each other. */
#pragma once
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/selector.h"
#include "common/vmconfig.h"
#include "guest-init/launch.h"
#include "guest-init/net_lease.h"
#include "guest-init/record.h"
#include "guest-init/stdio.h"
#include "guest-init/sys/cmdline.h"
#include "guest-init/sys/modules.h"
#include "guest-init/sys/power_button.h"

struct volume_devices {
	/* Paths; overlay is NULL unless the mode is overlay, base when the volume is missing and
	 * isn't required. */
	char *base, *overlay;
};

struct boot {
	char cmdline[CMDLINE_SIZE];
	struct vmconfig config;
	struct record record;
	uint64_t device_deadline_ns; /* CLOCK_MONOTONIC: until when devices are waited for */
	char *config_disk;           /* path */
	char *layers[VMCONFIG_MAX_LAYERS]; /* paths of the root's devices, topmost first */
	size_t layer_count;
	char *upper;                 /* path; NULL: a tmpfs, or none */
	struct volume_devices volumes[VMCONFIG_MAX_VOLUMES];
	struct net_leases leases;
	struct held_modules button_modules; /* until the buttons are watched */
	struct power_buttons buttons;
	bool buttons_watched;
	bool button_was_pressed;     /* once its driver was there, before its device was open */
	int initramfs_fd;            /* its root; the one way back to it after the switch */
	int root_fd;                 /* the container's root, until the switch */
	unsigned files_over;         /* how many files are mounted over a read-only root's */
	bool kernel_tree_shown;      /* BOOT_KERNEL_NAME is in use */
	bool switched;               /* "/" is the container's root */
	struct stdio stdio;          /* the workload's streams, when the host is to have them */
	struct launch launch;        /* how the workload is started */
	pid_t workload;              /* 0: not started */
	int agent_fd;                /* the initrd's agent; negative: it has none */
	pid_t agent;                 /* 0: not running */
};

#define BOOT_INIT { .initramfs_fd = -EBADF, .root_fd = -EBADF, .launch.cgroup_fd = -EBADF, \
	.agent_fd = -EBADF, .record.port_fd = -EBADF, .stdio = STDIO_INIT }

/* Where things are in the initramfs. */
#define BOOT_MODULES "/modules"   /* what mkguestinitrd packed */
#define BOOT_OVERLAY "/overlay"   /* the sides of the root's overlay */
#define BOOT_VOLUMES "/volumes"   /* those of each volume of mode overlay */
#define BOOT_KERNEL_NAME "kernel" /* modules and headers for the guest, mounted from there */
#define BOOT_FILES "/files"       /* what is mounted over files of a read-only root */
#define BOOT_ROOT_NAME "newroot"  /* the container's root, but for the time when it is "/" */
#define BOOT_ROOT "/" BOOT_ROOT_NAME

/* One function a phase. Returns 0 or a negative errno, with *e saying what failed. */
typedef int phase_function(struct boot *b, struct error *e);

phase_function phase_mounts, phase_console, phase_modules, phase_config, phase_gpu, phase_devices,
	phase_root, phase_volumes, phase_network, phase_names, phase_files, phase_kernel,
	phase_switch, phase_sysctls, phase_agent, phase_run, phase_handover;

/* What "guest_init.KEY=" says on the kernel command line, def when it isn't there, or too long,
 * which the log then says. Returns buf or def. */
const char *boot_option(const struct boot *b, const char *key, const char *def, char *buf,
			size_t size);

/* boot_option() for a number of seconds, of at most an hour; def as well for what is none, which
 * the log then says. */
unsigned boot_seconds(const struct boot *b, const char *key, unsigned def);

/* Load the initrd's list of modules for something, e.g. a filesystem's name.
 * Returns 0, also when there is no such list, or a negative errno. */
int boot_load_modules(const struct boot *b, const char *list, struct error *e);

/* Keep them open, to be loaded when the initramfs is empty. Returns as boot_load_modules(). */
int boot_hold_modules(const char *list, struct held_modules *ret, struct error *e);

/* device_wait(); when it has to wait, the power button's drivers are loaded meanwhile. */
int boot_wait_for_devices(struct boot *b, const struct selector *wanted, size_t n,
			  uint64_t deadline_ns, char **ret_paths, struct error *e);

/* Until when to wait for something that is no device: as long as for devices, but least_ns from now
 * in any case. On CLOCK_MONOTONIC. */
uint64_t boot_deadline_ns(const struct boot *b, uint64_t least_ns);

/* Something optional failed: the log and the end record say so, and *e is empty again. */
void boot_warn(struct boot *b, struct error *e);

/* What has to stay in the initramfs as long as the VM runs, since something is mounted from there;
 * a name in it, or NULL. */
static inline const char *boot_kept_name(const struct boot *b)
{
	return b->kernel_tree_shown ? BOOT_KERNEL_NAME : NULL;
}

/* switch_root.h - make the container's root the root of all, and take that back at the end.
 *
 * Theory of operation. The initramfs can't be unmounted, only covered: moving the new root's mount
 * onto "/" makes it the root of the mount namespace, so that every process, and everyone who
 * joins the namespace later, has it as "/". The mounts that it consists of (layers, upper) stay
 * where they were made, in the initramfs, where nothing but a descriptor of ours reaches. Moving
 * the root's mount back uncovers them: that is how all of it can be unmounted at the end. */
#pragma once
#include "common/error.h"

/* Move /dev, /proc and /sys, then the mount root_fd, over "/"; the caller's root and working
 * directory are in it afterwards.
 * root_fd: the new root's directory, attached somewhere. Returns 0 or a negative errno; after a
 * failure the tree may be half moved: only switch_root_back() and the end are left. */
int switch_root(int root_fd, struct error *e);

/* Remove everything in the initramfs that isn't a mount point: its memory is given back.
 * initramfs_fd: opened before switch_root(). keep: the name in it that stays; NULL: nothing does.
 * What can't be removed stays. */
void switch_root_empty(int initramfs_fd, const char *keep);

/* After switch_root_empty(): give up the way back. The mounts that were left in the initramfs go;
 * an overlay holds its layers by itself, and lets go of them when somebody unmounts it. */
void switch_root_detach(int initramfs_fd, const char *keep);

/* Undo switch_root(): /dev, /proc and /sys are the initramfs's again, the container's root is
 * mounted on name, a directory in it, and it is the caller's root and working directory.
 * Returns 0 or a negative errno. */
int switch_root_back(int initramfs_fd, const char *name, struct error *e);

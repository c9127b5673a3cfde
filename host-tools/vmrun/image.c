/* image.c - disks made of what the user has: an image as it is, a directory, a tar archive. */
#include "host-tools/vmrun/image.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "host-tools/lib/qcow2.h"
#include "host-tools/lib/retry.h"
#include "host-tools/vmrun/child.h"
#include "host-tools/vmrun/owners.h"

#define MIB (UINT64_C(1) << 20)
#define BLOCK 4096u
#define HEAD_SIZE 512u
#define SPARE (64 * MIB) /* what is free in an image: bitmaps, inode tables, directories */
#define SPARE_INODES 1024u

static const struct magic {
	size_t offset, len;
	const char *bytes;
	enum source_kind kind;
} magics[] = {
	{ 0, 4, QCOW2_MAGIC, SOURCE_QCOW2 },
	{ 257, 5, "ustar", SOURCE_TAR },
	{ 0, 2, "\x1f\x8b", SOURCE_TAR },		/* gzip */
	{ 0, 4, "\x28\xb5\x2f\xfd", SOURCE_TAR },	/* zstd */
	{ 0, 6, "\xfd" "7zXZ\0", SOURCE_TAR },
	{ 0, 3, "BZh", SOURCE_TAR },
};

static bool uses_other_files(const char *bytes)
{
	struct qcow2_head head;

	memcpy(&head, bytes, sizeof(head));
	return head.backing_file_offset || (be32toh(head.version) > 2 &&
					    be64toh(head.incompatible_features) & QCOW2_DATA_FILE);
}
static_assert(offsetof(struct qcow2_head, incompatible_features) == 72 &&
	      sizeof(struct qcow2_head) <= HEAD_SIZE, "as QEMU documents it");

static int judge_content(const char *path, const char *head, enum source_kind *ret, struct error *e)
{
	for (const struct magic *m = magics; m < magics + ARRAY_SIZE(magics); m++)
		if (!memcmp(head + m->offset, m->bytes, m->len)) {
			*ret = m->kind;
			break;
		}
	if (*ret == SOURCE_QCOW2 && uses_other_files(head))
		return error_set(e, EINVAL, "%s: is a qcow2 image that uses another file (only a "
				 "spec that says \"format\": \"qcow2\" may have one)", path);
	return 0;
}

int image_probe(const char *path, enum source_kind *ret, struct error *e)
{
	auto_close int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	char head[HEAD_SIZE] = { 0 };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return error_set(e, errno, "%s: cannot open: %m", path);
	*ret = S_ISDIR(st.st_mode) ? SOURCE_DIRECTORY : SOURCE_RAW;
	if (S_ISDIR(st.st_mode))
		return 0;
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return error_set(e, EINVAL,
				 "%s: is neither an image, a directory nor a tar archive", path);
	if (RETRY(pread(fd, head, sizeof(head), 0)) < 0)
		return error_set(e, errno, "%s: cannot read: %m", path);
	if (!st.st_size && S_ISREG(st.st_mode))
		return error_set(e, EINVAL, "%s: is empty", path);
	return judge_content(path, head, ret, e);
}

struct extent {
	uint64_t bytes, files;
};

static int measure(const char *dir, struct extent *ret, struct error *e)
{
	char *const paths[] = { (char *)dir, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const FTSENT *entry;
	int err;

	*ret = (struct extent){ 0 };
	while (fts && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_DP)
			continue;
		ret->files++;
		if (entry->fts_info != FTS_NS)
			ret->bytes += ((uint64_t)entry->fts_statp->st_size + BLOCK) / BLOCK * BLOCK;
	}
	err = errno; /* fts_read() clears it at the end */
	if (fts)
		fts_close(fts);
	return err ? error_set(e, err, "%s: cannot look through it: %m", dir) : 0;
}

/* Run mke2fs; tree: what to fill it with, or NULL. */
static int make_ext4(const struct image_maker *m, const char *out, const struct extent *size,
		     const char *tree, struct error *e)
{
	auto_free char *program = NULL;
	char blocks[32], inodes[32];
	int r = child_find("mke2fs", &program, e);

	if (r < 0)
		return r;
	snprintf(blocks, sizeof(blocks), "%" PRIu64 "k", size->bytes >> 10);
	snprintf(inodes, sizeof(inodes), "%" PRIu64, size->files);
	return child_run((char *const[]){
		program, "-q", "-F", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-b", "4096",
		"-E", "root_owner=0:0,lazy_itable_init=1,nodiscard", "-N", inodes, (char *)out,
		blocks, tree ? "-d" : NULL, (char *)tree, NULL,
	}, m->signals, e);
}

static int make_of_directory(const struct image_maker *m, const char *dir, const char *out,
			     struct error *e)
{
	struct extent extent;
	int r = measure(dir, &extent, e);

	if (r < 0)
		return r;
	extent.bytes += extent.bytes / 16 + SPARE;
	extent.files += SPARE_INODES;
	r = make_ext4(m, out, &extent, dir, e);
	if (r < 0)
		return error_wrap(e, r, "%s", dir);
	return geteuid() ? owners_give_to_root(out, geteuid(), getegid(), e) : 0;
}

static int unpack(const struct image_maker *m, const char *archive, const char *dir,
		  struct error *e)
{
	auto_free char *program = NULL, *file = NULL, *where = NULL;
	int r = child_find("tar", &program, e);

	if (r < 0)
		return r;
	if (asprintf(&file, "--file=%s", archive) < 0)
		file = NULL;
	if (asprintf(&where, "--directory=%s", dir) < 0)
		where = NULL;
	if (!file || !where)
		return error_set(e, ENOMEM, "%m");
	/* An archive's xattrs hold capabilities, which only root can give to a file. */
	return child_run((char *const[]){
		program, "--extract", "--force-local", "--numeric-owner", "--same-permissions",
		file, where, geteuid() ? NULL : "--same-owner", "--xattrs", "--xattrs-include=*",
		NULL,
	}, m->signals, e);
}

static int make_of_tar(const struct image_maker *m, const char *archive, const char *out,
		       struct error *e)
{
	auto_free char *dir = workspace_file(m->workspace, "tree");
	int r;

	if (!dir)
		return error_set(e, ENOMEM, "%m");
	if (mkdir(dir, 0755) < 0)
		return error_set(e, errno, "%s: cannot make it: %m", dir);
	r = unpack(m, archive, dir, e);
	if (r == 0)
		r = make_of_directory(m, dir, out, e);
	workspace_remove_tree(dir);
	return r < 0 ? error_wrap(e, r, "%s", archive) : 0;
}

int image_make(const struct image_maker *m, const char *source, enum source_kind kind,
	       const char *out, struct error *e)
{
	return kind == SOURCE_TAR ? make_of_tar(m, source, out, e) :
				    make_of_directory(m, source, out, e);
}

int image_make_empty(const struct image_maker *m, const char *out, uint64_t size, struct error *e)
{
	return make_ext4(m, out, &(struct extent){ size, size / (64 << 10) }, NULL, e);
}

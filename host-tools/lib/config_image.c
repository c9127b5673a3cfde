/* config_image.c - make the config disk: an ext4 image, built in memory. */
#include "host-tools/lib/config_image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ext2fs/ext2fs.h>

#include "common/cleanup.h"
#include "common/vmconfig.h"
#include "host-tools/lib/ext2_error.h"
#include "host-tools/lib/ext2_memory.h"
#include "host-tools/lib/memory_io.h"

#define BLOCK_SIZE 1024u
#define INODES_PER_GROUP 16u /* ten are reserved, two are used */
/* Enough for the metadata of the two groups that the largest config spans, /status and the root
 * directory. */
#define OVERHEAD ((size_t)64 << 10)

#define FILE_MODE (LINUX_S_IFREG | 0400)

/* What every kernel since 2.6.30 reads. No journal: the disk is only ever mounted read-only. No
 * metadata_csum: it leaves out the data, which is all but a few hundred bytes here, and the
 * config's own checks find damage there. `extent` makes libblkid call it ext4; `read-only` makes
 * the kernel refuse to write, whatever the mount options say. */
static const struct ext2_super_block layout = {
	.s_rev_level = EXT2_DYNAMIC_REV,
	.s_inode_size = EXT2_GOOD_OLD_INODE_SIZE * 2,
	.s_max_mnt_count = -1, /* never ask for a check */
	.s_errors = EXT2_ERRORS_CONTINUE,
	.s_feature_incompat = EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_EXTENTS,
	.s_feature_ro_compat = EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER |
			       EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
			       EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE | EXT4_FEATURE_RO_COMPAT_READONLY,
};

/* In bytes, a multiple of unit. */
static size_t size_needed(size_t config_len, size_t unit)
{
	return (config_len + OVERHEAD + unit - 1) / unit * unit;
}

static int choose_size(size_t config_len, size_t wanted, size_t *ret, struct error *e)
{
	if (!wanted) {
		size_t needed = size_needed(config_len, CONFIG_IMAGE_DEFAULT_SIZE / 4);

		wanted = needed > CONFIG_IMAGE_DEFAULT_SIZE ? needed : CONFIG_IMAGE_DEFAULT_SIZE;
	}
	if (wanted % CONFIG_IMAGE_SIZE_UNIT || wanted > CONFIG_IMAGE_MAX_SIZE)
		return error_set(e, EINVAL, "a config disk can't have %zu bytes (it must be a "
				 "multiple of %zu KiB, and at most %zu MiB)", wanted,
				 CONFIG_IMAGE_SIZE_UNIT >> 10, CONFIG_IMAGE_MAX_SIZE >> 20);
	*ret = wanted;
	return 0;
}

/* Everything in the superblock that libext2fs would take from the clock, chance or the machine. */
static void identify(ext2_filsys fs, const char *config, size_t config_len, uint32_t time)
{
	unsigned char hash[EXT2FS_SHA512_LENGTH];
	struct ext2_super_block *s = fs->super;

	ext2fs_sha512((const unsigned char *)config, config_len, hash);
	memcpy(s->s_uuid, hash, sizeof(s->s_uuid));
	s->s_uuid[6] = (s->s_uuid[6] & 0x0f) | 0x80; /* RFC 9562, 5.8: version 8 */
	s->s_uuid[8] = (s->s_uuid[8] & 0x3f) | 0x80; /* RFC 9562, 4.1: its variant */
	memcpy(s->s_hash_seed, hash + sizeof(s->s_uuid), sizeof(s->s_hash_seed));
	s->s_def_hash_version = EXT2_HASH_HALF_MD4;
	s->s_flags = EXT2_FLAGS_SIGNED_HASH;
	s->s_creator_os = EXT2_OS_LINUX;
	s->s_mkfs_time = s->s_lastcheck = time;
	fs->now = time;
	memcpy(s->s_volume_name, VMCONFIG_LABEL, sizeof(VMCONFIG_LABEL));
}

static errcode_t make_empty(const char *name, size_t size, ext2_filsys *ret)
{
	struct ext2_super_block param = layout;
	__u32 groups;

	ext2fs_blocks_count_set(&param, size / BLOCK_SIZE);
	groups = (__u32)(size / BLOCK_SIZE + 8UL * BLOCK_SIZE - 1) / (8 * BLOCK_SIZE);
	param.s_inodes_count = INODES_PER_GROUP * groups;
	return ext2fs_initialize(name, EXT2_FLAG_64BITS, &param, memory_io_manager(), ret);
}

static errcode_t make_root(ext2_filsys fs)
{
	errcode_t code = ext2fs_allocate_tables(fs);

	if (code)
		return code;
	for (ext2_ino_t ino = 1; ino < EXT2_FIRST_INODE(fs->super); ino++)
		if (ino != EXT2_ROOT_INO) /* mkdir takes that one */
			ext2fs_inode_alloc_stats2(fs, ino, +1, 0);
	return ext2fs_mkdir(fs, EXT2_ROOT_INO, EXT2_ROOT_INO, NULL);
}

/* Write bytes over the file's blocks, an extent at a time. */
static errcode_t fill(ext2_filsys fs, ext2_extent_handle_t handle, const char *bytes, size_t size)
{
	struct ext2fs_extent extent;
	errcode_t code = ext2fs_extent_get(handle, EXT2_EXTENT_ROOT, &extent);

	for (; !code; code = ext2fs_extent_get(handle, EXT2_EXTENT_NEXT_LEAF, &extent)) {
		size_t from = (size_t)extent.e_lblk * BLOCK_SIZE;
		size_t length = (size_t)extent.e_len * BLOCK_SIZE;

		if (from >= size)
			break;
		if (length > size - from)
			length = size - from; /* the block's rest stays zero, as it was */
		code = io_channel_write_blk64(fs->io, extent.e_pblk, -(int)length, bytes + from);
		if (code)
			return code;
	}
	return code == EXT2_ET_EXTENT_NO_NEXT ? 0 : code;
}

static errcode_t fill_file(ext2_filsys fs, ext2_ino_t ino, const char *bytes, size_t size)
{
	ext2_extent_handle_t handle;
	errcode_t code = ext2fs_extent_open(fs, ino, &handle);

	if (code)
		return code;
	code = fill(fs, handle, bytes, size);
	ext2fs_extent_free(handle);
	return code;
}

/* Give the new inode its blocks, for size bytes, in initialised extents, from the first free
 * multiple of VMCONFIG_STATUS_SIZE on: the guest's write of /status then is one sector of any disk,
 * and one page of any cache. */
static errcode_t allocate(ext2_filsys fs, ext2_ino_t ino, size_t size)
{
	struct ext2_inode inode = {
		.i_mode = FILE_MODE, .i_links_count = 1, .i_flags = EXT4_EXTENTS_FL,
	};
	const blk64_t align = VMCONFIG_STATUS_SIZE / BLOCK_SIZE;
	ext2_extent_handle_t handle;
	blk64_t first;
	errcode_t code = ext2fs_inode_size_set(fs, &inode, (ext2_off64_t)size);

	if (!code)
		code = ext2fs_extent_open2(fs, ino, &inode, &handle); /* makes the empty tree */
	if (code)
		return code;
	ext2fs_extent_free(handle);
	code = ext2fs_write_new_inode(fs, ino, &inode);
	if (!code)
		code = ext2fs_find_first_zero_block_bitmap2(fs->block_map, 1,
				ext2fs_blocks_count(fs->super) - 1, &first);
	if (code)
		return code == ENOENT ? EXT2_ET_BLOCK_ALLOC_FAIL : code;
	return ext2fs_fallocate(fs, EXT2_FALLOCATE_FORCE_INIT, ino, NULL,
				(first + align - 1) / align * align, 0,
				(size + BLOCK_SIZE - 1) / BLOCK_SIZE);
}

/* bytes: size of them, or NULL for zeroes. */
static errcode_t add_file(ext2_filsys fs, const char *name, const char *bytes, size_t size)
{
	ext2_ino_t ino;
	errcode_t code = ext2fs_new_inode(fs, EXT2_ROOT_INO, FILE_MODE, NULL, &ino);

	if (code)
		return code;
	ext2fs_inode_alloc_stats2(fs, ino, +1, 0);
	code = allocate(fs, ino, size);
	if (!code && bytes)
		code = fill_file(fs, ino, bytes, size);
	if (!code)
		code = ext2fs_link(fs, EXT2_ROOT_INO, name, ino, EXT2_FT_REG_FILE);
	return code;
}

/* /status comes first: nothing is in its way, so it is contiguous, which the guest relies on. */
static errcode_t populate(ext2_filsys fs, const char *config, size_t config_len)
{
	errcode_t code = make_root(fs);

	if (!code)
		code = add_file(fs, VMCONFIG_STATUS_PATH, NULL, VMCONFIG_STATUS_SIZE);
	if (!code)
		code = add_file(fs, VMCONFIG_PATH, config, config_len);
	return code ? code : ext2fs_flush(fs);
}

/* /status counts as used: the guest's write must not meet a full disk of the host. */
static void mark_used(ext2_filsys fs, bool *used)
{
	const blk64_t last = ext2fs_blocks_count(fs->super) - 1;
	blk64_t from = fs->super->s_first_data_block, to;

	while (from <= last &&
	       ext2fs_find_first_set_block_bitmap2(fs->block_map, from, last, &from) == 0) {
		if (ext2fs_find_first_zero_block_bitmap2(fs->block_map, from, last, &to))
			to = last + 1;
		for (; from < to; from++)
			used[from * BLOCK_SIZE / ATOMIC_FILE_UNIT] = true;
	}
}

static int build(struct memory_disk *disk, const char *config, size_t config_len, uint32_t time,
		 bool *used, struct error *e)
{
	auto_ext2 ext2_filsys fs = NULL;
	char name[MEMORY_DISK_NAME_SIZE];
	errcode_t code;

	memory_disk_name(disk, name);
	code = make_empty(name, disk->size, &fs);
	if (!code) {
		identify(fs, config, config_len, time);
		code = populate(fs, config, config_len);
	}
	if (code == EXT2_ET_BLOCK_ALLOC_FAIL || code == EXT2_ET_TOOSMALL)
		return error_set(e, ENOSPC, "a config of %zu bytes doesn't fit a disk of %zu KiB "
				 "(%zu KiB is enough)", config_len, disk->size >> 10,
				 size_needed(config_len, CONFIG_IMAGE_SIZE_UNIT) >> 10);
	if (code)
		return ext2_error(e, code, "cannot build the filesystem");
	mark_used(fs, used);
	return 0;
}

int config_image_make(const char *config, size_t config_len, size_t size, uint32_t time,
		      struct config_image *ret, struct error *e)
{
	auto_free unsigned char *bytes = NULL;
	auto_free bool *used = NULL;
	struct memory_disk disk = { 0 };
	int r = choose_size(config_len, size, &disk.size, e);

	if (r < 0)
		return r;
	bytes = disk.bytes = calloc(1, disk.size);
	used = calloc(disk.size / ATOMIC_FILE_UNIT, sizeof(*used));
	if (!bytes || !used)
		return error_set(e, ENOMEM, "cannot hold an image of %zu KiB: %m", disk.size >> 10);
	r = ext2_memory_reserve(e);
	/* libext2fs takes a time of 0 for "ask the clock". */
	if (!r)
		r = build(&disk, config, config_len, time ? time : 1, used, e);
	if (r < 0)
		return r;
	*ret = (struct config_image){
		.bytes = take_ptr(bytes), .size = disk.size, .used = take_ptr(used),
	};
	return 0;
}

void config_image_release(struct config_image *image)
{
	free(image->bytes);
	free(image->used);
	*image = (struct config_image){ 0 };
}

/* config_reader.c - read a file back from a config disk. The disk is untrusted: a guest had it.
 *
 * Theory of operation. The filesystem is copied into memory first, so it can't change between
 * check and use. libext2fs then maps single blocks, whose cost is bounded by the tree's depth;
 * its iterators are kept away from a hostile tree, which can make one node stand for millions. */
#include "host-tools/lib/config_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <ext2fs/ext2fs.h>

#include "common/cleanup.h"
#include "host-tools/lib/config_image.h"
#include "host-tools/lib/ext2_error.h"
#include "host-tools/lib/ext2_memory.h"
#include "host-tools/lib/memory_io.h"
#include "host-tools/lib/retry.h"

#define MAX_DIRECTORY_SIZE (64u << 10) /* bytes; the root directory holds three names */

/* libext2fs's codes for a damaged filesystem are many; here they are one. */
static int damaged(struct error *e, errcode_t code, const char *what)
{
	int r = ext2_error(e, code, what);

	return r == -EIO ? -EUCLEAN : r;
}

static int read_at(int fd, unsigned char *bytes, size_t size, off_t offset, struct error *e)
{
	size_t used = 0;

	while (used < size) {
		ssize_t n = RETRY(pread(fd, bytes + used, size - used, offset + (off_t)used));

		if (n < 0)
			return error_set(e, errno, "cannot read: %m");
		if (!n)
			return error_set(e, EUCLEAN, "not a config disk: cut short at byte %lld",
					 (long long)offset + (long long)used);
		used += (size_t)n;
	}
	return 0;
}

/* How large the filesystem is, by its superblock: the device under it may be far larger. */
static int filesystem_size(int fd, size_t *ret, struct error *e)
{
	struct ext2_super_block s;
	uint32_t log_size; /* of a block */
	uint64_t blocks;
	int r = read_at(fd, (unsigned char *)&s, sizeof(s), SUPERBLOCK_OFFSET, e);

	if (r < 0)
		return r;
	if (le16toh(s.s_magic) != EXT2_SUPER_MAGIC)
		return error_set(e, EUCLEAN, "not a config disk: no ext4 filesystem on it");
	blocks = le32toh(s.s_blocks_count);
	if (le32toh(s.s_feature_incompat) & EXT4_FEATURE_INCOMPAT_64BIT)
		blocks |= (uint64_t)le32toh(s.s_blocks_count_hi) << 32;
	log_size = le32toh(s.s_log_block_size);
	if (log_size > EXT2_MAX_BLOCK_LOG_SIZE - EXT2_MIN_BLOCK_LOG_SIZE ||
	    blocks > CONFIG_IMAGE_MAX_SIZE >> (EXT2_MIN_BLOCK_LOG_SIZE + log_size))
		return error_set(e, EUCLEAN,
				 "not a config disk: its filesystem is larger than %zu MiB",
				 CONFIG_IMAGE_MAX_SIZE >> 20);
	*ret = (size_t)blocks << (EXT2_MIN_BLOCK_LOG_SIZE + log_size);
	return 0;
}

/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
static int open_disk(const char *path, int *ret_fd, struct error *e)
{
	auto_close int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	struct stat st;

	if (fd < 0)
		return error_set(e, errno, "cannot open: %m");
	if (fstat(fd, &st) < 0)
		return error_set(e, errno, "cannot look at it: %m");
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return error_set(e, EINVAL, "neither a file nor a block device");
	*ret_fd = take_fd(fd);
	return 0;
}

static int load(const char *path, struct memory_disk *ret, struct error *e)
{
	auto_free unsigned char *bytes = NULL;
	auto_close int fd = -EBADF;
	size_t size = 0;
	int r = open_disk(path, &fd, e);

	if (!r)
		r = filesystem_size(fd, &size, e);
	if (r < 0)
		return r;
	bytes = malloc(size ? size : 1);
	if (!bytes)
		return error_set(e, ENOMEM, "cannot hold %zu KiB: %m", size >> 10);
	r = read_at(fd, bytes, size, 0, e);
	if (r < 0)
		return r;
	*ret = (struct memory_disk){ .bytes = take_ptr(bytes), .size = size };
	return 0;
}

/* The block of the file at logical block number i; 0 is a hole. */
static errcode_t map_block(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode, blk64_t i,
			   blk64_t *ret)
{
	int flags = 0;
	blk64_t block = 0;
	errcode_t code = ext2fs_bmap2(fs, ino, inode, NULL, 0, i, &flags, &block);

	if (code)
		return code;
	*ret = (flags & BMAP_RET_UNINIT) ? 0 : block;
	return 0;
}

/* Look for name in one directory block; *ret_ino is left alone when it isn't there. */
static errcode_t search_block(ext2_filsys fs, const char *block, const char *name,
			      ext2_ino_t *ret_ino)
{
	unsigned entry_length;

	for (unsigned at = 0; at < fs->blocksize; at += entry_length) {
		struct ext2_dir_entry *entry = (struct ext2_dir_entry *)(block + at);
		unsigned name_length;

		if (fs->blocksize - at < EXT2_DIR_ENTRY_HEADER_LEN ||
		    ext2fs_get_rec_len(fs, entry, &entry_length))
			return EXT2_ET_DIR_CORRUPTED;
		name_length = (unsigned)ext2fs_dirent_name_len(entry);
		if (entry_length < EXT2_DIR_ENTRY_HEADER_LEN + name_length ||
		    entry_length % EXT2_DIR_PAD || entry_length > fs->blocksize - at)
			return EXT2_ET_DIR_CORRUPTED;
		if (entry->inode && name_length == strlen(name) &&
		    !memcmp(entry->name, name, name_length))
			*ret_ino = entry->inode;
	}
	return 0;
}

/* *ret_ino: 0 when there is no such name. */
static errcode_t search_root(ext2_filsys fs, const char *name, ext2_ino_t *ret_ino)
{
	auto_free char *buffer = malloc(fs->blocksize);
	struct ext2_inode root;
	errcode_t code = ext2fs_read_inode(fs, EXT2_ROOT_INO, &root);

	if (!buffer)
		return EXT2_ET_NO_MEMORY;
	if (code)
		return code;
	if (!LINUX_S_ISDIR(root.i_mode) || EXT2_I_SIZE(&root) > MAX_DIRECTORY_SIZE ||
	    root.i_flags & (EXT4_INLINE_DATA_FL | EXT4_ENCRYPT_FL))
		return EXT2_ET_DIR_CORRUPTED;
	for (blk64_t i = 0; i < EXT2_I_SIZE(&root) / fs->blocksize && !*ret_ino; i++) {
		blk64_t block;

		code = map_block(fs, EXT2_ROOT_INO, &root, i, &block);
		if (code)
			return code;
		if (!block)
			return EXT2_ET_DIR_CORRUPTED;
		code = ext2fs_read_dir_block4(fs, block, buffer, 0, EXT2_ROOT_INO);
		if (!code)
			code = search_block(fs, buffer, name, ret_ino);
		if (code)
			return code;
	}
	return 0;
}

static errcode_t read_blocks(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode, char *bytes,
			     size_t size)
{
	for (size_t at = 0; at < size; at += fs->blocksize) {
		int length = (int)(size - at < fs->blocksize ? size - at : fs->blocksize);
		blk64_t block;
		errcode_t code = map_block(fs, ino, inode, at / fs->blocksize, &block);

		if (!code && block)
			code = io_channel_read_blk64(fs->io, block, -length, bytes + at);
		if (code)
			return code;
	}
	return 0;
}

static int read_inode(ext2_filsys fs, ext2_ino_t ino, size_t max, char **ret, size_t *ret_len,
		      struct error *e)
{
	auto_free char *bytes = NULL;
	struct ext2_inode inode;
	errcode_t code = ext2fs_read_inode(fs, ino, &inode);

	if (code)
		return damaged(e, code, "cannot read its inode");
	if (!LINUX_S_ISREG(inode.i_mode))
		return error_set(e, EUCLEAN, "not a regular file");
	if (inode.i_flags & (EXT4_INLINE_DATA_FL | EXT4_ENCRYPT_FL | EXT4_VERITY_FL))
		return error_set(e, EUCLEAN,
				 "inline, encrypted or verity data, which isn't supported");
	if (EXT2_I_SIZE(&inode) > max)
		return error_set(e, EFBIG, "larger than %zu bytes", max);
	*ret_len = (size_t)EXT2_I_SIZE(&inode);
	bytes = calloc(1, *ret_len + 1); /* zeroed: for holes, and a NUL for those who want one */
	if (!bytes)
		return error_set(e, ENOMEM, "cannot hold it: %m");
	code = read_blocks(fs, ino, &inode, bytes, *ret_len);
	if (code)
		return damaged(e, code, "cannot read it");
	*ret = take_ptr(bytes);
	return 0;
}

static int read_file(const struct memory_disk *disk, const char *name, size_t max, char **ret,
		     size_t *ret_len, struct error *e)
{
	auto_ext2 ext2_filsys fs = NULL;
	char disk_name[MEMORY_DISK_NAME_SIZE];
	ext2_ino_t ino = 0;
	errcode_t code;
	int r;

	memory_disk_name(disk, disk_name);
	code = ext2fs_open(disk_name, EXT2_FLAG_64BITS, 0, 0, memory_io_manager(), &fs);
	if (code)
		return damaged(e, code, "not a config disk");
	code = search_root(fs, name, &ino);
	if (code)
		return damaged(e, code, "damaged root directory");
	if (!ino)
		return error_set(e, ENOENT, "not a config disk: no /%s on it", name);
	r = read_inode(fs, ino, max, ret, ret_len, e);
	return r < 0 ? error_wrap(e, r, "/%s", name) : 0;
}

int config_reader_read(const char *path, const char *name, size_t max, char **ret, size_t *ret_len,
		       struct error *e)
{
	auto_free unsigned char *bytes = NULL;
	struct memory_disk disk = { 0 };
	size_t len = 0;
	int r = load(path, &disk, e);

	bytes = disk.bytes;
	if (!r)
		r = ext2_memory_reserve(e);
	if (!r)
		r = read_file(&disk, name, max, ret, &len, e);
	if (r < 0)
		return error_wrap(e, r, "%s", path);
	*ret_len = len;
	return 0;
}

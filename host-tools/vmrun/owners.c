/* owners.c - who owns the files in an ext4 image. */
#include "host-tools/vmrun/owners.h"

#include <errno.h>
#include <stdbool.h>

#include <ext2fs/ext2fs.h>

#include "host-tools/lib/ext2_error.h"

static errcode_t change(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode, uid_t uid,
			gid_t gid)
{
	bool own = inode_uid(*inode) == uid, group = inode_gid(*inode) == gid;

	if (!inode->i_links_count || (!own && !group))
		return 0;
	if (own)
		inode->i_uid = 0, ext2fs_set_i_uid_high(*inode, 0);
	if (group)
		inode->i_gid = 0, ext2fs_set_i_gid_high(*inode, 0);
	return ext2fs_write_inode(fs, ino, inode);
}

static errcode_t change_all(ext2_filsys fs, uid_t uid, gid_t gid)
{
	struct ext2_inode inode;
	ext2_inode_scan scan;
	ext2_ino_t ino;
	errcode_t code = ext2fs_open_inode_scan(fs, 0, &scan);

	if (code)
		return code;
	while (!(code = ext2fs_get_next_inode(scan, &ino, &inode)) && ino) {
		code = change(fs, ino, &inode, uid, gid);
		if (code)
			break;
	}
	ext2fs_close_inode_scan(scan);
	return code;
}

int owners_give_to_root(const char *image, uid_t uid, gid_t gid, struct error *e)
{
	ext2_filsys fs;
	errcode_t code = ext2fs_open(image, EXT2_FLAG_RW | EXT2_FLAG_64BITS, 0, 0, unix_io_manager,
				     &fs), closed;

	if (code)
		return error_wrap(e, ext2_error(e, code, "cannot open it"), "%s", image);
	code = change_all(fs, uid, gid);
	closed = ext2fs_close_free(&fs);
	code = code ? code : closed;
	return code ? error_wrap(e, ext2_error(e, code, "cannot change owners"), "%s", image) : 0;
}

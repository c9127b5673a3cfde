/* files.c - phase "files": the files that the config carries. */
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/root_file.h"

/* The config's checks have seen mode and owner: octal, and UID:GID. */
static void read_attributes(const struct file_entry *f, struct inroot_file *file)
{
	char *rest;

	file->mode = (mode_t)strtoul(f->mode, NULL, 8);
	file->uid = (uid_t)strtoul(f->owner, &rest, 10);
	file->gid = (gid_t)strtoul(rest + (*rest == ':'), NULL, 10);
}

static int write_file(struct boot *b, const struct file_entry *f, struct error *e)
{
	struct inroot_file file = { .path = f->path, .data = "" };
	auto_free unsigned char *decoded = NULL;
	int r;

	read_attributes(f, &file);
	if (f->content) {
		file.data = f->content;
		file.len = strlen(f->content);
	} else if (f->content_base64) {
		decoded = malloc(strlen(f->content_base64) + 1);
		if (!decoded)
			return error_set(e, ENOMEM, "cannot write %s: %m", f->path);
		r = base64_decode(f->content_base64, decoded);
		if (r < 0)
			return error_set(e, -r, "cannot write %s: its content is not base64",
					 f->path);
		file.data = decoded;
		file.len = (size_t)r;
	}
	r = root_file_write(b, &file, e);
	if (decoded)
		explicit_bzero(decoded, file.len);
	return r;
}

int phase_files(struct boot *b, struct error *e)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < b->config.files.count; i++)
		r = write_file(b, vmconfig_file(&b->config, i), e);
	return r;
}

/* workspace.c - the private directory of a run's disks. */
#include "host-tools/vmrun/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"

#define TEMPLATE "vmrun.XXXXXX"

static char *absolute(const char *path)
{
	auto_free char *here = *path == '/' ? strdup("") : getcwd(NULL, 0);
	char *out;

	if (!here || asprintf(&out, "%s%s%s", here, *path == '/' ? "" : "/", path) < 0)
		return NULL;
	return out;
}

static bool is_empty(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool empty = dir;

	while (empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	if (dir)
		closedir(dir);
	return empty;
}

static int make_kept(struct workspace *w, struct error *e)
{
	if (mkdir(w->path, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return error_set(e, errno, "--keep %s: cannot make it: %m", w->path);
	if (!is_empty(w->path))
		return error_set(e, ENOTEMPTY, "--keep %s: is there already, and not an empty "
				 "directory", w->path);
	return chmod(w->path, 0700) < 0 ? error_set(e, errno, "--keep %s: %m", w->path) : 0;
}

static int make_temporary(struct workspace *w, struct error *e)
{
	if (!mkdtemp(w->path))
		return error_set(e, errno, "cannot make a directory '%s': %m", w->path);
	return 0;
}

static char *temporary_name(void)
{
	const char *dir = getenv("TMPDIR");
	auto_free char *name = NULL;

	if (asprintf(&name, "%s/" TEMPLATE, dir && *dir ? dir : "/tmp") < 0) {
		name = NULL;
		return NULL;
	}
	return absolute(name);
}

int workspace_open(struct workspace *w, const char *keep, bool make, struct error *e)
{
	int r = 0;

	*w = (struct workspace){
		.path = keep ? absolute(keep) : temporary_name(), .is_kept = keep,
	};
	if (!w->path)
		return error_set(e, ENOMEM, "%m");
	if (make)
		r = keep ? make_kept(w, e) : make_temporary(w, e);
	w->is_made = make && r == 0;
	return r;
}

char *workspace_file(const struct workspace *w, const char *name)
{
	char *out;

	return asprintf(&out, "%s/%s", w->path, name) < 0 ? NULL : out;
}

/* A directory of an image may be one that even its owner can't write to. */
static void remove_entry(const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_D:
		if ((entry->fts_statp->st_mode & 0700) != 0700)
			chmod(entry->fts_accpath, 0700);
		break;
	case FTS_DP:
	case FTS_DNR:
		rmdir(entry->fts_accpath);
		break;
	default:
		unlink(entry->fts_accpath);
	}
}

void workspace_remove_tree(const char *path)
{
	char *const paths[] = { (char *)path, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const FTSENT *entry;

	while (fts && (entry = fts_read(fts)))
		remove_entry(entry);
	if (fts)
		fts_close(fts);
}

void workspace_remove(struct workspace *w)
{
	if (!w->is_made || w->is_kept)
		return;
	workspace_remove_tree(w->path);
	w->is_made = access(w->path, F_OK) == 0; /* what fails may succeed at the end */
}

void workspace_close(struct workspace *w)
{
	workspace_remove(w);
	workspace_remove(w); /* again, if there was no memory to walk through it */
	free(w->path);
	*w = (struct workspace){ 0 };
}

/* extra_file.c - files of the host that the user wants in the initrd. */
#include "host-tools/mkguestinitrd/extra_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "host-tools/mkguestinitrd/input_file.h"

#define MODE_DIGITS_MAX 4

/* False when text isn't an octal mode. */
static bool parse_mode(const char *text, mode_t *ret)
{
	size_t digits = strspn(text, "01234567");
	mode_t mode = 0;

	if (digits == 0 || text[digits] || digits > MODE_DIGITS_MAX)
		return false;
	for (size_t i = 0; i < digits; i++)
		mode = mode * 8 + (mode_t)(text[i] - '0');
	*ret = mode;
	return true;
}

int extra_file_parse(const char *text, struct extra_file *ret, struct error *e)
{
	size_t source_size = strcspn(text, ":");
	const char *path = text + source_size + (text[source_size] == ':');
	size_t path_size = strcspn(path, ":");
	struct extra_file file = { .mode_of_source = path[path_size] != ':' };

	if (source_size == 0 || path_size == 0 ||
	    (!file.mode_of_source && !parse_mode(path + path_size + 1, &file.mode)))
		return error_set(e, EINVAL, "'%s' is not of the form SRC:DEST[:MODE], MODE octal",
				 text);
	file.source = strndup(text, source_size);
	file.path = strndup(path, path_size);
	if (!file.source || !file.path) {
		extra_file_release(&file);
		return error_set(e, ENOMEM, "'%s': %m", text);
	}
	if (!tree_path_is_plain(file.path)) {
		extra_file_release(&file);
		return error_set(e, EINVAL, "'%s': DEST must be an absolute path (no '..', "
				 "no '//')", text);
	}
	*ret = file;
	return 0;
}

int extra_file_add(struct tree *t, const struct extra_file *file, struct error *e)
{
	auto_buffer struct buffer content = BUFFER_INIT;
	mode_t mode = file->mode, source_mode;
	int r = input_file_read(file->source, &content, &source_mode, e);

	if (r < 0)
		return r;
	if (file->mode_of_source)
		mode = (source_mode & S_IXUSR) ? 0755 : 0644;
	return tree_add_file(t, file->path, mode, &content, e);
}

void extra_file_release(struct extra_file *file)
{
	free(file->source);
	free(file->path);
	*file = (struct extra_file){ 0 };
}

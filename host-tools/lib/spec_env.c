/* spec_env.c - a spec's variables: of the image, env files, the spec, the command line, secrets. */
#include "host-tools/lib/spec_env.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/json_scan.h"
#include "common/utf8.h"
#include "host-tools/lib/env_file.h"

#define SECRET_MAX_SIZE ((size_t)1 << 20) /* bytes */

struct merge {
	struct strmap env;
	struct document_list *documents;
	struct error *e;
};

static enum tool_exit no_memory(struct merge *m)
{
	error_set(m->e, ENOMEM, "%m");
	return TOOL_IO;
}

char *spec_path(const struct spec_request *request, const char *path)
{
	const char *slash = strrchr(request->path, '/');
	char *out;

	if (*path == '/' || !slash)
		return strdup(path);
	if (asprintf(&out, "%.*s%s", (int)(slash + 1 - request->path), request->path, path) < 0)
		return NULL;
	return out;
}

int spec_take_env(const char *arg, struct texts *env, struct error *e)
{
	if (!*arg || *arg == '=')
		return error_set(e, EINVAL, "--env: the variable has no name");
	if (!env_is_text(arg))
		return error_set(e, EINVAL, "--env %.*s: not UTF-8", (int)strcspn(arg, "="), arg);
	env->items[env->count++] = arg;
	return 0;
}

static enum tool_exit add_file(struct merge *m, const char *path)
{
	struct document *d;

	if (document_read(m->documents, path, ENV_FILE_MAX_SIZE, true, &d, m->e) < 0)
		return TOOL_IO;
	return env_file_parse(d, &m->env) < 0 ? no_memory(m) : TOOL_OK;
}

/* The first byte that a variable can't have, or JSON can't; false when there is none. */
static bool find_bad_byte(const char *text, size_t len, struct json_place *place)
{
	for (size_t at = 0, n; at < len; at += n) {
		n = text[at] ? utf8_character(text + at, len - at) : 0;
		if (!n) {
			json_place_advance(text, place, at);
			return true;
		}
	}
	return false;
}

/* The value is the file's content, less a newline at its end. */
static enum tool_exit add_secret(struct merge *m, const char *name, const char *path)
{
	struct json_place place = JSON_PLACE_INIT;
	struct document *d;

	if (document_read(m->documents, path, SECRET_MAX_SIZE, true, &d, m->e) < 0) {
		error_wrap(m->e, -EIO, "the secret \"%s\"", name);
		return TOOL_IO;
	}
	if (find_bad_byte(d->text, d->len, &place)) {
		document_error(d, place.line, place.column, "the secret \"%.64s\" holds a byte "
			       "that is not UTF-8, or is NUL (a variable can't)", name);
		return TOOL_OK;
	}
	if (d->len && d->text[d->len - 1] == '\n')
		d->text[--d->len] = '\0';
	return strmap_set(&m->env, name, d->text) < 0 ? no_memory(m) : TOOL_OK;
}

static enum tool_exit add_files(struct merge *m, const struct spec_request *request,
				const struct strv *own)
{
	enum tool_exit code = TOOL_OK;

	for (size_t i = 0; code == TOOL_OK && i < own->count; i++) {
		auto_free char *path = NULL;

		if (check_not_empty(own->items[i]))
			continue; /* their table has said so */
		path = spec_path(request, own->items[i]);
		code = path ? add_file(m, path) : no_memory(m);
	}
	for (size_t i = 0; code == TOOL_OK && i < request->env_files.count; i++)
		code = add_file(m, request->env_files.items[i]);
	return code;
}

/* NAME alone is the host's variable; where the host has none, the workload has none. */
static enum tool_exit add_argument(struct merge *m, const char *arg)
{
	const char *equals = strchr(arg, '=');
	auto_free char *name = strndup(arg, strcspn(arg, "="));
	const char *value;

	if (!name)
		return no_memory(m);
	value = equals ? equals + 1 : getenv(name);
	if (value && !env_is_text(value)) {
		error_set(m->e, EINVAL, "--env %s: the value is not UTF-8", name);
		return TOOL_USAGE;
	}
	return strmap_set(&m->env, name, value) < 0 ? no_memory(m) : TOOL_OK;
}

/* What is wrong with it was said by its table. */
static bool is_complete(const struct secret *s)
{
	return s->name && !check_env_name(s->name) && s->path && !check_not_empty(s->path);
}

static enum tool_exit add_secrets(struct merge *m, const struct spec_request *request,
				  const struct objv *own)
{
	const struct secret *secrets = own->items;
	enum tool_exit code = TOOL_OK;

	for (size_t i = 0; code == TOOL_OK && i < own->count; i++) {
		auto_free char *path = NULL;

		if (!is_complete(&secrets[i]))
			continue;
		path = spec_path(request, secrets[i].path);
		code = path ? add_secret(m, secrets[i].name, path) : no_memory(m);
	}
	for (size_t i = 0; code == TOOL_OK && i < request->secrets.count; i++) {
		const char *arg = request->secrets.items[i];
		auto_free char *name = strndup(arg, strcspn(arg, "="));

		code = name ? add_secret(m, name, strchr(arg, '=') + 1) : no_memory(m);
	}
	return code;
}

static enum tool_exit merge_all(struct merge *m, const struct spec_request *request,
				const struct vmconfig *config)
{
	enum tool_exit code = add_files(m, request, &config->env_files);

	if (m->env.count + config->env.count > 2UL * ENV_MAX_COUNT) {
		error_set(m->e, E2BIG, "more than %u variables to merge", 2 * ENV_MAX_COUNT);
		return TOOL_SCHEMA;
	}
	for (size_t i = 0; code == TOOL_OK && i < config->env.count; i++)
		if (strmap_set(&m->env, config->env.items[i].name, config->env.items[i].value) < 0)
			code = no_memory(m);
	for (size_t i = 0; code == TOOL_OK && i < request->env.count; i++)
		code = add_argument(m, request->env.items[i]);
	return code == TOOL_OK ? add_secrets(m, request, &config->secrets) : code;
}

enum tool_exit spec_env_merge(const struct spec_request *request, struct strmap *image,
			      struct vmconfig *config, struct document_list *documents,
			      bool *ret_merged, struct error *e)
{
	struct merge m = { .env = *image, .documents = documents, .e = e };
	enum tool_exit code;

	*ret_merged = image->count || config->env_files.count || request->env_files.count ||
		      request->env.count || config->secrets.count || request->secrets.count;
	if (!*ret_merged)
		return TOOL_OK;
	*image = (struct strmap){ 0 };
	code = merge_all(&m, request, config);
	strmap_release(&config->env);
	config->env = m.env;
	object_mark(&vmconfig_type, config, "env");
	return code;
}

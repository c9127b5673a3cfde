/* oci_image.c - from an OCI image config to a vmconfig. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "host-tools/lib/oci_convert.h"

int oci_convert_env(const struct strv *env, const char *pointer, struct vmconfig *ret,
		    struct diag_list *list)
{
	for (size_t i = 0; i < env->count; i++) {
		const char *value = strchr(env->items[i], '=');
		auto_free char *name = strndup(env->items[i], strcspn(env->items[i], "="));
		auto_free char *at = json_pointer_index(pointer, i);

		if (!name || !at)
			return -ENOMEM;
		if (!value || !*name)
			diag_warning(list, at, "ignored: it is not NAME=VALUE");
		else if (strmap_set(&ret->env, name, value + 1) < 0)
			return -ENOMEM;
	}
	if (ret->env.count)
		object_mark(&vmconfig_type, ret, "env");
	return 0;
}

int oci_convert_image(struct oci_image *oci, struct vmconfig *ret, struct diag_list *list)
{
	struct oci_image_settings *c = &oci->config;

	if (c->Entrypoint.count)
		OCI_MOVE(ret, entrypoint, c->Entrypoint);
	if (c->Cmd.count)
		OCI_MOVE(ret, cmd, c->Cmd);
	if (c->WorkingDir) {
		free(ret->workdir);
		OCI_MOVE(ret, workdir, c->WorkingDir);
	}
	if (c->User)
		OCI_MOVE(ret, user, c->User);
	if (c->StopSignal) {
		free(ret->stop_signal);
		OCI_MOVE(ret, stop_signal, c->StopSignal);
	}
	return oci_convert_env(&c->Env, "/config/Env", ret, list);
}

/* source.c - the formats that can be checked and read. */
#include "host-tools/vmdef/source.h"

#include <string.h>

#include "host-tools/vmdef/sources.h"

const struct source *const sources[] = {
	&source_cloud_hypervisor_03, &source_cocoon, &source_ozone, &source_quantavirt, NULL,
};

const struct source *source_find(const char *name)
{
	for (const struct source *const *s = sources; *s; s++)
		if (!strcmp((*s)->name, name))
			return *s;
	return NULL;
}

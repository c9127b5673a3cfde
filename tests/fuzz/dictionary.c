/* dictionary.c - prints libFuzzer's dictionary of our JSON formats: the keys and names in their
 * tables. */
#include <stdio.h>

#include "common/end_record.h"
#include "common/vmconfig.h"
#include "host-tools/lib/oci_tables.h"
#include "host-tools/vmdef/source.h"

static void print_type(const struct object_type *type)
{
	for (const struct field *f = type->fields; f < type->fields + type->count; f++) {
		printf("\"\\\"%s\\\":\"\n", f->name);
		for (const char *const *name = f->names; name && *name; name++)
			printf("\"\\\"%s\\\"\"\n", *name);
		if (f->object)
			print_type(f->object);
	}
}

int main(void)
{
	static const char *const syntax[] = {
		"null", "true", "false", "{}", "[]", "\\\"\\\"", "\\\\u0041",
	};

	for (size_t i = 0; i < sizeof(syntax) / sizeof(*syntax); i++)
		printf("\"%s\"\n", syntax[i]);
	print_type(&vmconfig_type);
	print_type(&end_record_type);
	print_type(&oci_image_type);
	print_type(&oci_runtime_type);
	for (const struct source *const *s = sources; *s; s++)
		print_type((*s)->type);
	return 0;
}

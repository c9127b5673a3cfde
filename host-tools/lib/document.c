/* document.c - the texts that a tool reads, and what is wrong in each. */
#include "host-tools/lib/document.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/text.h"
#include "host-tools/lib/stream.h"

static void document_free(struct document *d)
{
	if (!d)
		return;
	free(d->name);
	free(d->text);
	diag_list_release(&d->findings);
	free(d);
}

int document_adopt(struct document_list *list, const char *name, char *text, size_t len,
		   struct document **ret, struct error *e)
{
	struct document **grown = reallocarray(list->items, list->count + 1,
					       sizeof(struct document *));
	struct document *d = calloc(1, sizeof(*d));

	if (grown)
		list->items = grown;
	if (d)
		*d = (struct document){ .name = strdup(name), .text = text, .len = len };
	else
		free(text);
	if (!grown || !d || !d->name) {
		document_free(d);
		return error_set(e, ENOMEM, "%m");
	}
	text_one_line(d->name);
	*ret = list->items[list->count++] = d;
	return 0;
}

int document_read(struct document_list *list, const char *path, size_t max, bool plain,
		  struct document **ret, struct error *e)
{
	char *text;
	size_t len;
	int r = stream_read(path, max, &text, &len, e);

	if (!r)
		r = document_adopt(list, stream_name(path), text, len, ret, e);
	if (!r)
		(*ret)->plain = plain;
	return r;
}

void document_error(struct document *d, size_t line, size_t column, const char *fmt, ...)
{
	auto_free char *text = NULL;
	size_t count = d->findings.count;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		text = NULL; /* vasprintf leaves it undefined */
		d->findings.incomplete = true;
		return;
	}
	diag_error(&d->findings, "", "%s", text);
	if (d->findings.count == count)
		return;
	d->findings.items[count].line = line;
	d->findings.items[count].column = column;
}

int documents_locate(struct document_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct document *d = list->items[i];
		int r = d->plain || !d->findings.count ? 0 :
			json_locate(d->text, d->len, &d->findings);

		if (r < 0)
			return r;
	}
	return 0;
}

bool documents_failed(const struct document_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (diag_failed(&list->items[i]->findings))
			return true;
	return false;
}

/* One JSON object on a line of its own. pointer: NULL for none. */
static void print_json(const char *file, const struct diag *d, const char *pointer, FILE *out)
{
	cJSON *json = cJSON_CreateObject();
	char *text;

	if (file)
		cJSON_AddStringToObject(json, "file", file);
	else
		cJSON_AddNullToObject(json, "file");
	cJSON_AddNumberToObject(json, "line", (double)d->line);
	cJSON_AddNumberToObject(json, "column", (double)d->column);
	if (pointer)
		cJSON_AddStringToObject(json, "pointer", pointer);
	else
		cJSON_AddNullToObject(json, "pointer");
	cJSON_AddStringToObject(json, "severity",
				d->severity == DIAG_WARNING ? "warning" : "error");
	cJSON_AddStringToObject(json, "message", d->text);
	text = cJSON_PrintUnformatted(json);
	fprintf(out, "%s\n",
		text ? text : "{\"severity\":\"error\",\"message\":\"out of memory\"}");
	free(text);
	cJSON_Delete(json);
}

static void print_text(const struct document *document, const struct diag *d, FILE *out)
{
	const char *severity = d->severity == DIAG_WARNING ? "warning: " : "";

	fputs(document->name, out);
	if (d->line)
		fprintf(out, ":%zu:%zu", d->line, d->column);
	if (!document->plain)
		fprintf(out, ": %s", *d->pointer ? d->pointer : "/");
	fprintf(out, ": %s%s\n", severity, d->text);
}

void documents_report(struct document_list *list, enum report_format format, FILE *out)
{
	static const struct error no_memory = { "out of memory while checking" };

	for (size_t i = 0; i < list->count; i++) {
		struct document *document = list->items[i];

		diag_sort(&document->findings);
		for (size_t n = 0; n < document->findings.count; n++) {
			struct diag *d = &document->findings.items[n];

			text_one_line(d->pointer); /* only now: it was looked up in the document */
			if (format == REPORT_JSON)
				print_json(document->name, d,
					   document->plain ? NULL : d->pointer, out);
			else
				print_text(document, d, out);
		}
		if (document->findings.incomplete)
			report_error(document->name, &no_memory, format, out);
	}
}

void report_error(const char *tool, const struct error *e, enum report_format format, FILE *out)
{
	struct diag d = { .severity = DIAG_ERROR, .text = (char *)e->text };

	if (format == REPORT_JSON)
		print_json(NULL, &d, NULL, out);
	else
		fprintf(out, "%s: %s\n", tool, e->text);
}

void document_list_release(struct document_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		document_free(list->items[i]);
	free(list->items);
	*list = (struct document_list)DOCUMENT_LIST_INIT;
}

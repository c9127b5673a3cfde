/* name_files.c - the texts of /etc/resolv.conf and /etc/hosts. */
#include "guest-init/name_files.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Printable ASCII without blanks, and nothing that begins a comment. */
static bool is_word(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > RESOLV_MAX_TEXT)
		return false;
	for (const char *p = text; *p; p++)
		if (*p <= ' ' || *p > '~' || *p == '#' || *p == ';')
			return false;
	return true;
}

int resolv_conf_add_server(struct resolv_conf *c, const struct ip_addr *server)
{
	if (ip_bits(server) == 0)
		return -EINVAL;
	if (c->server_count == RESOLV_MAX_WORDS)
		return -E2BIG;
	c->servers[c->server_count++] = *server;
	return 0;
}

static int add_word(const char **words, size_t *count, const char *word)
{
	if (!is_word(word))
		return -EINVAL;
	if (*count == RESOLV_MAX_WORDS)
		return -E2BIG;
	words[(*count)++] = word;
	return 0;
}

int resolv_conf_add_search(struct resolv_conf *c, const char *domain)
{
	return add_word(c->search, &c->search_count, domain);
}

int resolv_conf_add_option(struct resolv_conf *c, const char *option)
{
	return add_word(c->options, &c->option_count, option);
}

static void put_words(FILE *out, const char *key, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i ? " " : key, words[i]);
	if (count)
		putc('\n', out);
}

/* Ends the stream. Returns its text, or NULL. */
static char *finish(FILE *out, char **text)
{
	bool failed = ferror(out) != 0;

	if (fclose(out) == 0 && !failed)
		return *text;
	free(*text);
	return NULL;
}

static void put_resolv_conf(const struct resolv_conf *c, FILE *out)
{
	char buf[IP_TEXT_SIZE];

	for (size_t i = 0; i < c->server_count; i++)
		fprintf(out, "nameserver %s\n", ip_format(&c->servers[i], buf));
	put_words(out, "search ", c->search, c->search_count);
	put_words(out, "options ", c->options, c->option_count);
}

static void put_resolved(const struct resolv_conf *c, FILE *out)
{
	char buf[IP_TEXT_SIZE];

	fputs("[Resolve]\n", out);
	for (size_t i = 0; i < c->server_count; i++)
		fprintf(out, "DNS=%s\n", ip_format(&c->servers[i], buf));
	put_words(out, "Domains=", c->search, c->search_count);
}

static char *render(const struct resolv_conf *c,
		    void (*put)(const struct resolv_conf *c, FILE *out))
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	put(c, out);
	return finish(out, &text);
}

char *resolv_conf_render(const struct resolv_conf *c)
{
	return render(c, put_resolv_conf);
}

char *resolv_conf_render_resolved(const struct resolv_conf *c)
{
	return render(c, put_resolved);
}

static int put_line(FILE *out, const struct hosts_line *line)
{
	char buf[IP_TEXT_SIZE];

	if (ip_bits(&line->ip) == 0)
		return -EINVAL;
	fprintf(out, "%s\t", ip_format(&line->ip, buf));
	for (size_t i = 0; i < line->count; i++)
		if (!is_word(line->names[i]))
			return -EINVAL;
	put_words(out, "", line->names, line->count);
	return 0;
}

static int put_own(FILE *out, const char *hostname, const struct ip_addr *own)
{
	char alias[RESOLV_MAX_TEXT];
	const char *names[] = { hostname, alias };
	struct hosts_line line = { .ip = *own, .names = names, .count = 1 };

	if (line.ip.family == AF_UNSPEC)
		ip_parse("127.0.1.1", &line.ip);
	snprintf(alias, sizeof(alias), "%.*s", (int)strcspn(hostname, "."), hostname);
	if (strcmp(alias, hostname) != 0)
		line.count = 2;
	return put_line(out, &line);
}

int hosts_render(const char *hostname, const struct ip_addr *own, const struct hosts_line *lines,
		 size_t count, char **ret)
{
	char *text = NULL, *done;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int r = 0;

	if (!out)
		return -ENOMEM;
	fputs("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n", out);
	if (hostname)
		r = put_own(out, hostname, own);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = put_line(out, &lines[i]);
	done = finish(out, &text);
	if (!done)
		return -ENOMEM;
	if (r < 0) {
		free(done);
		return r;
	}
	*ret = done;
	return 0;
}

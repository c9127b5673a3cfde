/* completion.c - shell completion from a tool's option table. */
#include "host-tools/lib/completion.h"

#include <string.h>

#include "common/cleanup.h"

/* Every option, and files for operands and arguments: bash's own rules complete the rest. */
static void print_bash(const struct tool *tool, FILE *out)
{
	fprintf(out, "_%s() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]}\n", tool->name);
	fputs("\tCOMPREPLY=()\n\t[[ $word == -* ]] || return 0\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W '", out);
	for (int i = 0; i < tool->count; i++) {
		const struct option_row *row = &tool->options[i];

		fprintf(out, "%s--%s", i ? " " : "", row->name);
		if (row->letter)
			fprintf(out, " -%c", row->letter);
	}
	fprintf(out, "' -- \"$word\")\n}\ncomplete -o default -o bashdefault -F _%s %s\n",
		tool->name, tool->name);
}

/* The first line of a help text, as it may stand in '…' and in an _arguments description. */
static void print_description(const char *help, FILE *out)
{
	for (size_t i = 0; i < strcspn(help, "\n"); i++) {
		if (help[i] == '\'')
			fputs("'\\'", out);
		else if (strchr("[]:\\", help[i]))
			fputc('\\', out);
		fputc(help[i], out);
	}
}

static void print_zsh_option(const struct option_row *row, const char *dashes, const char *name,
			     FILE *out)
{
	fprintf(out, "\t'*%s%s%s[", dashes, name, row->arg && dashes[1] ? "=" : "");
	print_description(row->help, out);
	fputc(']', out);
	if (row->arg) {
		fputc(':', out);
		print_description(row->arg, out);
		fputs(":_files", out);
	}
	fputs("' \\\n", out);
}

static void print_zsh(const struct tool *tool, FILE *out)
{
	fprintf(out, "#compdef %s\n_%s() {\n\t_arguments -s \\\n", tool->name, tool->name);
	for (int i = 0; i < tool->count; i++) {
		const struct option_row *row = &tool->options[i];
		const char letter[] = { row->letter, '\0' };

		print_zsh_option(row, "--", row->name, out);
		if (row->letter)
			print_zsh_option(row, "-", letter, out);
	}
	fprintf(out, "\t'*:file:_files'\n}\n"
		"if [ \"$funcstack[1]\" = _%s ]; then\n\t_%s \"$@\"\nelse\n\tcompdef _%s %s\nfi\n",
		tool->name, tool->name, tool->name, tool->name);
}

static const struct shell {
	const char *name;
	void (*print)(const struct tool *tool, FILE *out);
} shells[] = {
	{ "bash", print_bash },
	{ "zsh", print_zsh },
};

static const struct shell *find_shell(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(shells); i++)
		if (!strcmp(shells[i].name, name))
			return &shells[i];
	return NULL;
}

bool completion_knows(const char *shell)
{
	return find_shell(shell) != NULL;
}

void completion_print(const struct tool *tool, const char *shell, FILE *out)
{
	find_shell(shell)->print(tool, out);
}
